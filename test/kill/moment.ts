import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../simulators/atlassian/random';
import type { Run } from './run';

/** When a process is to be killed. Time hits the start most; requests and files hit the work. */
export type Moment =
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'request'; readonly event: 'received' | 'answered'; readonly number: number }
  | { readonly kind: 'file'; readonly place: Place; readonly change: number };

interface Place {
  readonly folder: string;
  /** How the names of the files end that count. */
  readonly ending: string;
  readonly mostChanges: number;
}

const CAPTURES: Place = { folder: 'archive/captures/atlassian-main', ending: '.gz', mostChanges: 5 };
const RECEIPTS: Place = { folder: 'lake/receipts/atlassian-main', ending: '.json', mostChanges: 5 };
// Most often just as a capture or a receipt appears under its name: a write that is not atomic is caught there.
const PLACES = [
  CAPTURES,
  CAPTURES,
  CAPTURES,
  RECEIPTS,
  RECEIPTS,
  { folder: 'archive/.writing', ending: '', mostChanges: 24 },
  { folder: 'lake/.writing', ending: '', mostChanges: 24 },
  { folder: 'lake/.writing', ending: '.lock', mostChanges: 1 },
] as const;

/** Draws a moment in the life of a process that takes so long when nobody kills it. */
export function drawMoment(random: Random, lifetimeMs: number): Moment {
  switch (random.pick<Moment['kind']>(['time', 'request', 'file', 'file', 'file'])) {
    case 'time':
      return { kind: 'time', milliseconds: random.integer(1.1 * lifetimeMs) };
    case 'request':
      return { kind: 'request', event: random.pick(['received', 'answered']), number: 1 + random.integer(15) };
    case 'file': {
      const place = random.pick<Place>(PLACES);
      return { kind: 'file', place, change: 1 + random.integer(place.mostChanges) };
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
        const folder = join(directory, moment.place.folder);
        mkdirSync(folder, { recursive: true });
        const count = countdown(moment.change, act);
        const watcher = watch(folder, (_, name) => name?.endsWith(moment.place.ending) && count());
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

// The test that started the run reports how it failed.
function nothing(): void {}
