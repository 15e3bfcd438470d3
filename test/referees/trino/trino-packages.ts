import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MendableError } from '../../mendable-error';
import { runProgram } from '../../processes';
import { installOnce } from '../install-once';
import type { RefereeContext } from '../referee';

const POM = join(__dirname, 'pom.xml');
const OLDEST_JAVA = 17;
const TOOLS = `Trino needs a JDK ${OLDEST_JAVA} or later and Maven (Debian: apt-get install openjdk-17-jdk-headless maven).`;

/** A Trino server's files: `lib/` and `plugin/`. */
export interface TrinoPackages {
  readonly home: string;
  readonly version: string;
}

/** Installs Trino from Maven's packages: 270 MB. Throws `MendableError` without Java or Maven. */
export async function installTrino({ cache, log }: RefereeContext): Promise<TrinoPackages> {
  const run = (command: string, ...args: string[]) =>
    runProgram(command, args, { environment: process.env, log }).catch(missingTool);
  const [, java = '0'] = /version "(\d+)/.exec(await run('java', '-version')) ?? [];
  if (Number(java) < OLDEST_JAVA) throw new MendableError(`The java on the PATH is too old: ${java}. ${TOOLS}`);

  const pins = readFileSync(POM, 'utf8');
  const [, version = ''] = /<trino\.version>(\d+)</.exec(pins) ?? [];
  const home = await installOnce(cache, {
    name: 'trino',
    pins,
    async install(folder) {
      await run('mvn', '--batch-mode', '--quiet', '--file', POM, 'package', `-Dtrino.home=${folder}`);
    },
  });
  return { home, version };
}

function missingTool(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new MendableError(TOOLS);
  throw error;
}
