import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A program that runs, and its end to wait for. */
export interface StartedProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program of the repository as tsx would, without tsx's own command in front: a signal would hit that instead.
 * The key and organization of whoever runs the tests do not reach it.
 */
export function startProgram(
  program: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  { input, ...options }: Pick<SpawnOptions, 'cwd' | 'timeout' | 'killSignal'> & { readonly input?: string } = {},
): StartedProgram {
  const { ATLASSIAN_ORG_ID, ATLASSIAN_API_KEY, ...inherited } = process.env;
  // As bin/keepwatch.cjs loads it; TypeScript of ES modules would take another hook, and longer.
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', program, ...argv], {
    ...options,
    env: { ...inherited, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Without any, as if nobody could type.
  child.stdin.on('error', () => {}).end(input ?? '');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, ended };
}
