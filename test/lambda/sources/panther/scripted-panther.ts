import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../../listen';

/** One answer of the server: a status with a body, or whatever else a server can do to a client. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** What the server was asked. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The name of the operation: Start, Read or Cancel. */
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A real HTTP server that gives prepared answers in order, the last one for ever, and remembers what it was asked. */
export interface ScriptedPanther {
  readonly baseUrl: string;
  readonly operations: Operation[];
  stop(): Promise<void>;
}

/** Starts the server on a free loopback port. */
export async function startScriptedPanther(replies: readonly Reply[]): Promise<ScriptedPanther> {
  const operations: Operation[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const [, name = ''] = /^(?:query|mutation) (\w+)/.exec(query) ?? [];
    const { method = '', url: path = '', headers } = request;
    operations.push({ method, path, headers, name, variables });
    const reply = replies[Math.min(operations.length, replies.length) - 1];
    if (typeof reply === 'function') reply(request, response);
    else response.writeHead(reply?.status ?? 500, reply?.headers).end(reply?.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return {
    baseUrl: await listen(server),
    operations,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
