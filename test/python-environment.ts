import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MendableError } from './mendable-error';
import { runProgram } from './processes';

/** A virtual environment. */
export interface PythonEnvironment {
  readonly folder: string;
  /** File of exact versions, in pip's format. */
  readonly requirements: string;
  /** A module that can be imported if the environment works. */
  readonly module: string;
  /** File that gets all output. */
  readonly log: string;
}

// What can be missing, and what to do about it.
const NEEDED: readonly (readonly [check: string, message: string])[] = [
  ['pass', 'python3 cannot be started. Install Python 3.10 or later (Debian: apt-get install python3 python3-venv).'],
  ['import sys; assert sys.version_info >= (3, 10)', 'python3 is too old: Python 3.10 or later is needed.'],
  [
    'import venv\ntry: import ensurepip\nexcept ImportError: import pip',
    'python3 cannot make virtual environments: Debian has that in a package of its own (apt-get install python3-venv).',
  ],
];

/** The Python of a virtual environment. The environment is reused while its requirements are the same and it works. */
export async function pythonEnvironment(environment: PythonEnvironment): Promise<string> {
  const { folder, log } = environment;
  // Pip's own settings come from the environment: where packages are had, and through which proxy.
  const run = (command: string, ...args: string[]) => runProgram(command, args, { environment: process.env, log });
  const python = join(folder, 'bin', 'python');
  const installed = join(folder, 'installed.txt');
  const requirements = await readFile(environment.requirements, 'utf8');
  const passes = (command: string, check: string) =>
    run(command, '-I', '-c', check).then(
      () => true,
      () => false,
    );
  const isSame = (await readFile(installed, 'utf8').catch(() => '')) === requirements;
  if (isSame && (await passes(python, `import ${environment.module}`))) return python;

  for (const [check, message] of NEEDED) if (!(await passes('python3', check))) throw new MendableError(message);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const install = ['install', '--disable-pip-version-check', '--requirement', environment.requirements];
  if (await passes('python3', 'import ensurepip')) {
    await run('python3', '-I', '-m', 'venv', folder);
    await run(python, '-I', '-m', 'pip', ...install);
  } else {
    // Debian's Python without python3-venv has no pip to put into an environment, but its own can install there.
    await run('python3', '-I', '-m', 'venv', '--without-pip', folder);
    await run('python3', '-I', '-m', 'pip', '--python', python, ...install);
  }
  // Written last: what was interrupted is made again.
  await writeFile(installed, requirements);
  return python;
}
