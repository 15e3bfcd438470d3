import type { ChildProcess } from 'node:child_process';
import { type ProgramEnd, startProgram } from '../started-program';
import type { Api } from './audit-feed';

// Far longer than one takes on a loaded machine: only what hangs lives so long.
const LONGEST_LIFE_MS = 300_000;

/** A process that collects into a directory. */
export interface Run {
  readonly api: Api;
  readonly ended: Promise<ProgramEnd>;
  signal(signal: NodeJS.Signals): void;
}

const alive = new Set<ChildProcess>();

/**
 * Starts what `npx keepwatch start --once` runs. On its first start tsx starts esbuild, which ends by itself when its parent is
 * gone.
 */
export function startRun(directory: string, api: Api): Run {
  const options = ['--once', '--lake', directory, '--api-base-url', api.baseUrl];
  // A process that hangs ends in its own way, and is reported.
  const limit = { timeout: LONGEST_LIFE_MS, killSignal: 'SIGHUP' } as const;
  const { child, ended } = startProgram('bin/cli.ts', ['start', ...options], {}, limit);
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return { api, ended, signal: (signal) => void child.kill(signal) };
}

/** Ends all processes at once, those that sleep included. */
export function endAllRuns(): void {
  for (const child of alive) child.kill('SIGKILL');
}
