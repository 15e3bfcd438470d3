import { createServer } from 'node:http';
import { FunctionFailedError, INVOCATION_CLIENT, invoke } from '../../../../cli/place/stack/invoke';
import { listen } from '../../../listen';

let invocations = 0;
let answer: { readonly headers: Record<string, string>; readonly body: string };
const server = createServer((_request, response) => {
  invocations += 1;
  response.writeHead(200, answer.headers).end(answer.body);
});
beforeAll(async () => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await listen(server),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an invocation', () => {
  it('ends with the function, which ran once', async () => {
    answer = { headers: {}, body: 'null' };
    await invoke('the-processor', {});
    expect(invocations).toBe(1);
  });

  it.each([
    ['{"errorMessage":"It is gone."}', 'It is gone.'],
    ['{"errorMessage":7}', 'the-processor failed; see its log.'],
    ['no JSON', 'the-processor failed; see its log.'],
    ['', 'the-processor failed; see its log.'],
  ])('fails as the function does: %s', async (body, message) => {
    answer = { headers: { 'x-amz-function-error': 'Unhandled' }, body };
    const invoked = invoke('the-processor', {});
    await expect(invoked).rejects.toThrow(message);
    await expect(invoked).rejects.toThrow(FunctionFailedError);
  });

  it('may last as long as a function of the stack may', () => {
    // A slow server would hold this test for minutes: what the client is set to is looked at instead.
    expect(INVOCATION_CLIENT.requestHandler.requestTimeout).toBeGreaterThan(5 * 60_000);
  });
});
