import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { type S3Server, startS3Server } from '../lambda/platform/s3-server';
import { listen } from '../listen';

/** What was asked of AWS: the action and resource that a policy must allow, and what conditions look at. */
export interface RecordedCall {
  readonly action: string;
  /** The bucket's or object's ARN, the secret's name, or `*` for an action that knows no resources. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** A server that stands in for S3, Secrets Manager, CloudWatch and SNS, and notes every request as AWS would judge it. */
export interface AwsRecorder {
  readonly s3: S3Server;
  /** What to give a function in its environment, so that it asks here. */
  readonly environment: Readonly<Record<string, string>>;
  /** The calls since the last time. */
  takeCalls(): RecordedCall[];
  stop(): Promise<void>;
}

const inputSchema = z.object({ SecretId: z.optional(z.string()), Namespace: z.optional(z.string()) });

/** Starts on a free loopback port; answers with `secrets`, by their names. */
export async function startAwsRecorder(secrets: Readonly<Record<string, string>>): Promise<AwsRecorder> {
  const s3 = await startS3Server();
  let calls: RecordedCall[] = [];
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (request.headers['content-type'] === 'application/x-www-form-urlencoded') {
      calls.push(snsCall(new URLSearchParams((await bodyOf(request)).toString())));
      response.end(PUBLISHED);
      return;
    }
    if (target === '') return toS3(request, response, s3, (status) => calls.push(...s3Calls(request, status)));
    const input: unknown = JSON.parse((await bodyOf(request)).toString());
    const { SecretId, Namespace } = inputSchema.parse(input);
    if (target === 'secretsmanager.GetSecretValue' && SecretId !== undefined) {
      calls.push({ action: 'secretsmanager:GetSecretValue', resource: SecretId, context: {} });
      response.end(JSON.stringify({ SecretString: secrets[SecretId] }));
    } else if (target === 'GraniteServiceVersion20100801.PutMetricData' && Namespace !== undefined) {
      calls.push({ action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': Namespace } });
      response.end('{}');
    } else {
      calls.push({ action: target, resource: '*', context: {} });
      response.writeHead(501).end();
    }
  });
  const endpoint = await listen(server);
  return {
    s3,
    environment: { AWS_ENDPOINT_URL: endpoint },
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, s3.stop()]);
    },
  };
}

// SNS speaks the query protocol: a form in, XML out. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const PUBLISHED = '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';

function snsCall(form: URLSearchParams): RecordedCall {
  return { action: `sns:${form.get('Action')}`, resource: form.get('TopicArn') ?? '*', context: {} };
}

function s3Calls({ method, url = '/', headers }: IncomingMessage, status: number): RecordedCall[] {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, bucket = '', ...path] = decodeURIComponent(pathname).split('/');
  const list: RecordedCall = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, context: {} };
  const object = (action: string, context = {}): RecordedCall => ({
    action,
    resource: `${list.resource}/${path.join('/')}`,
    context,
  });
  switch (`${method} ${searchParams.get('list-type') ?? searchParams.get('x-id') ?? ''}`) {
    case 'GET 2':
      return [list];
    case 'GET GetObject':
    case 'HEAD ':
      // Whoever may not list is told 403 instead of 404. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
      return status === 404 ? [object('s3:GetObject'), list] : [object('s3:GetObject')];
    case 'PUT PutObject':
      return [
        object('s3:PutObject', { 's3:ObjectCreationOperation': 'true', ...ifNoneMatch(headers['if-none-match']) }),
      ];
    case 'DELETE DeleteObject':
      return [object('s3:DeleteObject')];
    default:
      // No policy allows it, so whoever sends it is noticed.
      return [object(`s3:${method} ${url}`)];
  }
}

function ifNoneMatch(header: string | undefined) {
  return header === undefined ? {} : { 's3:if-none-match': header };
}

function toS3(request: IncomingMessage, response: ServerResponse, s3: S3Server, onAnswer: (status: number) => void) {
  const { method, url, headers } = request;
  const forwarded = forward(new URL(url ?? '/', s3.endpoint), { method, headers }, (answer) => {
    onAnswer(answer.statusCode ?? 0);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  request.pipe(forwarded);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
