import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** What a handler printed, by stream; what it failed with is the end of `stderr`. */
export interface HandlerOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the handler of a bundle in a process of its own, as Lambda does. */
export async function runHandler(
  bundle: string,
  environment: NodeJS.ProcessEnv,
  event: unknown = {},
  remaining = 300_000,
): Promise<HandlerOutput> {
  const call = `import(${JSON.stringify(pathToFileURL(bundle).href)})
    .then(({ handler }) => handler(${JSON.stringify(event)}, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => ${remaining} }))
    .catch((error) => process.stderr.write(error.name + ': ' + error.message))`;
  const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
  return promisify(execFile)(process.execPath, ['-e', call], {
    env: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...credentials, ...environment },
  });
}
