import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../../listen';

/** One answer of the server: a status with a body, or whatever else a server can do to a client. */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A real HTTP server that gives prepared answers in order, the last one for ever, and remembers what it was asked. */
export interface ScriptedApi {
  readonly baseUrl: string;
  readonly requests: { readonly url: URL; readonly headers: IncomingHttpHeaders }[];
  stop(): Promise<void>;
}

/** Starts the server on a free loopback port. */
export async function startScriptedApi(replies: readonly Reply[]): Promise<ScriptedApi> {
  const requests: ScriptedApi['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ url: new URL(request.url ?? '/', 'http://localhost'), headers: request.headers });
    const reply = replies[Math.min(requests.length, replies.length) - 1];
    if (typeof reply === 'function') return reply(request, response);
    response.writeHead(reply?.status ?? 500, reply?.headers).end(reply?.body);
  });
  const address = await listen(server);
  return {
    baseUrl: `${address}/admin`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
