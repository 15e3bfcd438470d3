import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pythonEnvironment } from '../../python-environment';
import type { RefereeContext } from '../referee';

/** Runs a command line in a shell, as an operator pastes it. Returns its error, if it failed. */
export type Shell = (line: string, environment: NodeJS.ProcessEnv) => Promise<string | undefined>;

/** A shell in an empty folder whose `aws` is AWS's own command line. */
export async function openShell({ cache, folder, log }: RefereeContext): Promise<Shell> {
  const python = await pythonEnvironment({
    folder: join(cache, 'aws-cli'),
    requirements: 'test/referees/minio/requirements.txt',
    module: 'awscli',
    log,
  });
  const bin = join(folder, 'bin');
  const work = join(folder, 'shell');
  await mkdir(bin);
  await mkdir(work);
  const aws = join(bin, 'aws');
  await writeFile(aws, `#!/bin/sh\nexec '${resolve(python)}' -m awscli "$@"\n`);
  await chmod(aws, 0o755);
  const common = { PATH: `${bin}:${process.env.PATH}`, HOME: work, AWS_PAGER: '' };
  return (line, environment) =>
    new Promise((done) => {
      execFile('/bin/sh', ['-c', line], { cwd: work, env: { ...common, ...environment } }, (error, _, stderr) =>
        done(error ? stderr.trim() || error.message : undefined),
      );
    });
}
