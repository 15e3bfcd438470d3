import { createServer, type Server } from 'node:http';
import {
  answerCloudFormation,
  CustomResourceError,
  readCustomResourceRequest,
} from '../../../lambda/platform/custom-resource';
import { listen } from '../../listen';

let server: Server;
let status: number;
let answers: { readonly method: string | undefined; readonly type: string | undefined; readonly body: string }[];
let request: NonNullable<ReturnType<typeof readCustomResourceRequest>>;

beforeEach(async () => {
  status = 200;
  answers = [];
  server = createServer(async (asked, response) => {
    const body = Buffer.concat(await asked.toArray()).toString();
    answers.push({ method: asked.method, type: asked.headers['content-type'], body });
    response.writeHead(status).end();
  });
  const address = await listen(server);
  const read = readCustomResourceRequest({
    RequestType: 'Create',
    ResponseURL: `${address}/signed?Signature=s`,
    StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Keepwatch/1f',
    RequestId: 'r-1',
    LogicalResourceId: 'TrailSwitch',
    ResourceType: 'Custom::KeepwatchDeploymentTrail',
  });
  if (!read) throw new Error('The request of CloudFormation was not understood.');
  request = read;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const answered = () => answers.map(({ body }): Record<string, string> => JSON.parse(body));

describe('a request of CloudFormation to a function', () => {
  it('is done, and answered at the address that it names', async () => {
    const done: string[] = [];

    await answerCloudFormation(request, async () => void done.push('work'));

    expect(done).toEqual(['work']);
    expect(answers).toEqual([expect.objectContaining({ method: 'PUT', type: '' })]);
    expect(answered()).toEqual([
      {
        Status: 'SUCCESS',
        StackId: request.StackId,
        RequestId: 'r-1',
        LogicalResourceId: 'TrailSwitch',
        PhysicalResourceId: 'TrailSwitch',
      },
    ]);
  });

  it('fails the deployment when it could not be done, with a reason of allowed length', async () => {
    await answerCloudFormation(request, () => Promise.reject(new Error(`The store is gone. ${'x'.repeat(5000)}`)));

    expect(answered()).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: expect.stringMatching(/^Error: The store is gone\. x+$/) }),
    ]);
    expect(answers[0]?.body.length).toBeLessThan(4096);
  });

  it('fails when CloudFormation rejected the answer, so that it is sent again', async () => {
    status = 403;

    const answering = answerCloudFormation(request, async () => {});

    await expect(answering).rejects.toThrow(CustomResourceError);
    await expect(answering).rejects.toThrow('did not take the answer for TrailSwitch: status 403');
  });

  it.each([
    ['an event of EventBridge', { 'detail-type': 'AWS API Call via CloudTrail', detail: { RequestType: 'Create' } }],
    ['nothing', undefined],
    ['an answer to nowhere', { RequestType: 'Create', StackId: '', RequestId: '', LogicalResourceId: '' }],
    ['an answer to a file', { RequestType: 'Create', ResponseURL: 'file:///etc/passwd' }],
  ])('is not %s', (_name, event) => {
    expect(readCustomResourceRequest(event)).toBeUndefined();
  });
});
