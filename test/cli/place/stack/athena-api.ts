import { createServer, type Server } from 'node:http';
import { listen } from '../../../listen';

/** What the API was asked: the operation, and its parameters. */
export interface AthenaCall {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How it answers an operation: with an object, or with an error of this name. */
export type AthenaReply = object | { readonly error: string; readonly message: string };

/** An Athena that answers as a test says, over HTTP, each operation's replies in turn and the last of them for ever. */
export class AthenaApi {
  readonly calls: AthenaCall[] = [];
  endpoint = '';

  private constructor(
    private readonly server: Server,
    private readonly replies: Readonly<Record<string, readonly AthenaReply[]>>,
  ) {}

  static async start(replies: Readonly<Record<string, readonly AthenaReply[]>>): Promise<AthenaApi> {
    const server = createServer();
    const api = new AthenaApi(server, replies);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
        const reply = api.#replyTo({ operation, parameters: JSON.parse(body) });
        const isError = 'error' in reply;
        response.writeHead(isError ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(isError ? { __type: reply.error, message: reply.message } : reply));
      });
    });
    api.endpoint = await listen(server);
    return api;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #replyTo(call: AthenaCall): AthenaReply & { readonly error?: string; readonly message?: string } {
    const before = this.calls.filter(({ operation }) => operation === call.operation).length;
    this.calls.push(call);
    const replies = this.replies[call.operation] ?? [];
    return replies[before] ?? replies.at(-1) ?? { error: 'UnknownOperation', message: call.operation };
  }
}
