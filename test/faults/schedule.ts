import fc from 'fast-check';
import { AtlassianFeed } from './atlassian-feed';
import type { EndOfStream, Feed } from './feed';
import { type Met, metIn } from './met';
import { PantherFeed } from './panther-feed';
import { playOut } from './play-out';
import { type Armed, FAULTS, type Fault, PANTHER_FAULTS, type Run } from './scheduler';
import { World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What happens at one moment of a schedule, besides that runs go on. */
export type Happening =
  | { readonly kind: 'start'; readonly count: number; readonly lasts: number }
  | { readonly kind: 'fault'; readonly armed: Armed }
  | { readonly kind: 'add'; readonly count: number }
  | { readonly kind: 'late' | 'untimed'; readonly by: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'backfill'; readonly back: number }
  | {
      readonly kind:
        | 'crash'
        | 'repeat'
        | 'same-id'
        | 'malformed'
        | 'ahead'
        | 'forget-cursors'
        | 'lose-state'
        | 'revoke'
        | 'enter-key'
        | 'stop-backfill'
        | 'replay';
    };

/** A whole history: the seed decides in which order runs go on, the rest what happens at which of their steps. */
export interface Schedule {
  readonly seed: number;
  readonly pageLimit: number;
  readonly endOfStream: EndOfStream;
  /** A backfill comes before polling, which has a backlog and short runs. */
  readonly overtaken: boolean;
  readonly happenings: readonly (readonly [step: number, happening: Happening])[];
}

const LAST_STEP = 300;

/** Something, at any of the first three hundred steps. */
export function at<T>(happening: fc.Arbitrary<T>) {
  return fc.tuple(fc.nat(LAST_STEP), happening);
}

/** Any of these faults, up to ten times, at any of the first three hundred steps. */
export function anyFaults(faults: readonly Fault[]) {
  const armed = fc.record({
    fault: fc.constantFrom(...faults),
    after: fc.nat(8),
    at: fc.constantFrom('call' as const, 'write' as const),
  });
  return fc.array(at(fc.record({ kind: fc.constant('fault' as const), armed })), { maxLength: 10 });
}

const happenings = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('late' as const), by: fc.constantFrom(7 * MINUTE, 3 * HOUR, 29 * HOUR, 9 * DAY) }),
  fc.record({ kind: fc.constant('untimed' as const), by: fc.constantFrom(15 * MINUTE, 30 * HOUR, 3 * DAY) }),
  fc.record({ kind: fc.constant('jump' as const), to: fc.constantFrom(0, -2 * HOUR, 2 * HOUR, -72 * HOUR, 72 * HOUR) }),
  fc.record({
    kind: fc.constantFrom(
      'crash' as const,
      'repeat' as const,
      'same-id' as const,
      'malformed' as const,
      'ahead' as const,
      'forget-cursors' as const,
      'lose-state' as const,
      'revoke' as const,
      'enter-key' as const,
    ),
  }),
);
// What operators do, at any time. Few spans, so that the same one is begun again and goes on.
const operations = fc.oneof(
  fc.record({ kind: fc.constant('backfill' as const), back: fc.constantFrom(3 * HOUR, 3 * DAY, 15 * DAY, 15 * DAY) }),
  fc.record({ kind: fc.constantFrom('replay' as const, 'replay' as const, 'stop-backfill' as const) }),
);
// Runs that Lambda ends after a minute, a quarter of an hour, or never.
const starts = fc.record({
  kind: fc.constant('start' as const),
  count: fc.integer({ min: 1, max: 3 }),
  lasts: fc.constantFrom(MINUTE, 15 * MINUTE, Infinity),
});

/** What is played: an audit log of one kind of source, and the faults that it knows. */
export interface Stage {
  readonly faults: readonly Fault[];
  /** How often the API is asked for the first page. */
  readonly callsToPage: number;
  feed(pageLimit: number, endOfStream: EndOfStream): Feed;
}

/** Each kind of source that is polled. */
export const STAGES = {
  Atlassian: { faults: FAULTS, callsToPage: 1, feed: (...given) => new AtlassianFeed(...given) },
  Panther: { faults: PANTHER_FAULTS, callsToPage: 4, feed: (...given) => new PantherFeed(...given) },
} as const satisfies Record<string, Stage>;

/** Any schedule: up to ten faults, up to twelve other things that happen, up to eight starts, four collectors at once at most, up to eight operations. */
export function anySchedule({ faults }: Stage): fc.Arbitrary<Schedule> {
  return fc.record({
    seed: fc.integer(),
    pageLimit: fc.integer({ min: 2, max: 6 }),
    endOfStream: fc.constantFrom('cursor' as const, 'null' as const),
    happenings: fc
      .tuple(
        anyFaults(faults),
        fc.array(at(happenings), { maxLength: 12 }),
        fc.array(at(starts), { minLength: 1, maxLength: 8 }),
        fc.array(at(operations), { maxLength: 8 }),
      )
      .map((groups) => groups.flat()),
    overtaken: fc.constantFrom(false, false, false, true),
  });
}

// Polling has read a page when it is to wait for hours, and a backfill reads all: of the backlog, polling then meets nothing
// but duplicates, and is to wait again and again.
function overtaking({ callsToPage }: Stage): Schedule['happenings'] {
  const polls = (step: number, after: number) =>
    [
      [step, { kind: 'fault', armed: { fault: 'throttled-for-hours', after, at: 'call' } }],
      [step, { kind: 'start', count: 1, lasts: Infinity }],
    ] as const;
  const again = [260, 290, 320].flatMap((step) => polls(step, 1));
  return [...polls(0, callsToPage), [60, { kind: 'backfill', back: 15 * DAY }], ...again];
}

const BACKLOG = 12;

/** What a schedule came to. */
export interface Played {
  readonly broken: readonly string[];
  readonly runs: readonly Run[];
  readonly captures: ReadonlyMap<string, Uint8Array>;
  readonly met: ReadonlySet<Met>;
}

/** Plays a schedule to its end: what is broken, which is nothing when the promise is kept, and what was met on the way. */
export async function play(
  stage: Stage,
  { seed, pageLimit, endOfStream, overtaken, happenings }: Schedule,
): Promise<Played> {
  const world = new World(seed, stage.feed(pageLimit, endOfStream));
  for (let hours = overtaken ? BACKLOG : 0; hours > 0; hours--)
    world.addRecord({ placed: (newest) => newest - 13 * DAY - hours * HOUR });
  // A backlog, most of it further back than a sweep reaches.
  for (let days = 12; days >= 0; days -= 2) world.addRecord({ placed: (newest) => newest - days * DAY });
  await playOut(
    overtaken ? [...overtaking(stage), ...happenings] : happenings,
    (happening) => happen(world, happening),
    () => world.step(),
  );
  const broken = await world.settle();
  const { runs } = world.scheduler;
  const captures = world.processing.archive.objects;
  return { broken, runs, captures, met: metIn(runs, world.backfills.resumed, captures) };
}

function happen(world: World, happening: Happening): void {
  switch (happening.kind) {
    case 'start':
      for (let i = 0; i < happening.count && world.collectors.length < 4; i++) world.startCollector(happening.lasts);
      break;
    case 'fault':
      world.scheduler.arm(happening.armed);
      break;
    case 'add':
      for (let i = 0; i < happening.count; i++) world.addRecord();
      break;
    case 'late':
      world.addRecord({ placed: (newest) => newest - happening.by });
      break;
    case 'jump':
      world.setClock(happening.to);
      break;
    case 'crash':
      world.scheduler.alive[0]?.crash();
      break;
    case 'repeat':
      world.repeat();
      break;
    case 'same-id':
      world.addRecord({ id: 'e-1' });
      break;
    case 'malformed':
      world.addOdd(15 * MINUTE, (n) => `malformed ${n}`);
      break;
    case 'untimed':
      world.addUntimed(happening.by);
      break;
    case 'ahead':
      world.addRecord({ placed: () => world.time + 5 * HOUR });
      break;
    case 'forget-cursors':
      world.feed.forgetCursors();
      break;
    case 'lose-state':
      world.processing.loseState();
      break;
    case 'revoke':
      world.key = `key-${world.records}-${world.scheduler.runs.length}`;
      break;
    case 'enter-key':
      world.entered = world.key;
      break;
    case 'backfill':
      if (world.backfills.alive.length < 2) world.startBackfill(happening.back);
      break;
    case 'stop-backfill':
      world.backfills.stop();
      break;
    case 'replay':
      world.processing.replay();
      break;
  }
}
