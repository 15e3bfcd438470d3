import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A simulator that can be reached. */
export interface Served {
  /** Without a slash at its end. */
  readonly origin: string;
  /** Closes every connection. */
  stop(): Promise<void>;
}

/** Serves a simulator on 127.0.0.1; a port of 0 is any free one. `serve` rejects when its connection broke or was closed. */
export async function serveSimulator(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port: number,
): Promise<Served> {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // A client may keep a connection while it works on a page; closing it in that pause would reset its next request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port to listen on.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
