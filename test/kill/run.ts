import { spawn } from 'node:child_process';
import type { Api } from './audit-feed';

const LONGEST_LIFE_MS = 60_000;

/** How a process ended. */
export interface End {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A process that collects into a directory. */
export interface Run {
  readonly api: Api;
  readonly ended: Promise<End>;
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts what `npm start -- --once` runs, without npm and tsx's own command in front: a signal would hit those instead.
 * On its first start tsx starts esbuild, which ends by itself when its parent is gone.
 */
export function startRun(directory: string, api: Api): Run {
  const { ATLASSIAN_ORG_ID, ATLASSIAN_API_KEY, ...environment } = process.env;
  const options = ['--once', '--lake', directory, '--api-base-url', api.baseUrl, '--lookback', '36500'];
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts', ...options], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // One that hangs ends as none of the others does, and is told.
    timeout: LONGEST_LIFE_MS,
    killSignal: 'SIGHUP',
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return {
    api,
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, out, err }));
    }),
    signal: (signal) => void child.kill(signal),
  };
}
