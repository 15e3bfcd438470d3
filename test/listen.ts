import { createServer, type Server } from 'node:http';

/** Lets a server listen on a free port of this machine alone, and gives its address. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    // Longer than any pause on a busy machine: a request on a connection that is just being closed would fail.
    server.keepAliveTimeout = 120_000;
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port to listen on.');
  return `http://127.0.0.1:${address.port}`;
}

/** The address of a port that is free now, for a program that opens it itself. */
export async function freeAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}
