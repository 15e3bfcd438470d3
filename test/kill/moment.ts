import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../local/simulators/atlassian/random';
import type { Run } from './run';

/** When a process is to be killed. Time hits the start most; requests and files hit the work. */
export type Moment =
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'request'; readonly event: 'received' | 'answered'; readonly number: number }
  | { readonly kind: 'file'; readonly folder: string; readonly change: number };

// Most often just as a capture or a receipt appears under its name: a write that is not atomic is caught there.
const FOLDERS = [
  'archive/captures/atlassian-main',
  'archive/captures/atlassian-main',
  'archive/captures/atlassian-main',
  'lake/receipts/atlassian-main',
  'lake/receipts/atlassian-main',
  'archive/.writing',
  'lake/.writing',
  'lake/state',
] as const;

/** Draws a moment in the life of a process that takes so long when nobody kills it. */
export function drawMoment(random: Random, lifetimeMs: number): Moment {
  switch (random.pick<Moment['kind']>(['time', 'request', 'file', 'file', 'file'])) {
    case 'time':
      return { kind: 'time', milliseconds: random.integer(1.1 * lifetimeMs) };
    case 'request':
      return { kind: 'request', event: random.pick(['received', 'answered']), number: 1 + random.integer(15) };
    case 'file': {
      const folder = random.pick(FOLDERS);
      const mostChanges = folder.endsWith('.writing') ? 24 : folder === 'lake/state' ? 2 : 5;
      return { kind: 'file', folder, change: 1 + random.integer(mostChanges) };
    }
  }
}

/** Acts when the moment has come, unless the run ends before. */
export function atMoment(moment: Moment, directory: string, run: Run, act: () => void): void {
  switch (moment.kind) {
    case 'time': {
      const timer = setTimeout(act, moment.milliseconds);
      run.ended.then(() => clearTimeout(timer), nothing);
      break;
    }
    case 'request':
      run.api.requests.on(moment.event, countdown(moment.number, act));
      break;
    case 'file':
      // From the first request on: before, a process only tidies up.
      run.api.requests.once('received', () => {
        const folder = join(directory, moment.folder);
        mkdirSync(folder, { recursive: true });
        const watcher = watch(folder, countdown(moment.change, act));
        run.ended.then(() => watcher.close(), nothing);
      });
      break;
  }
}

function countdown(count: number, act: () => void): () => void {
  let left = count;
  return () => {
    left -= 1;
    if (left === 0) act();
  };
}

// Whoever started the run tells how it failed.
function nothing(): void {}
