import fc from 'fast-check';
import { playOut } from './play-out';
import { anyFaults, at, type Played } from './schedule';
import { type Armed, OWN_FAULTS } from './scheduler';
import { LATEST, Trail } from './trail';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What happens at one moment to a trail, besides that runs go on. */
export type TrailHappening =
  | { readonly kind: 'fault'; readonly armed: Armed }
  | { readonly kind: 'calls'; readonly count: number; readonly ago: number }
  | { readonly kind: 'untimed' | 'nameless' | 'refused'; readonly ago: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'crash' | 'repeat' | 'lose-state' };

/** A history of a trail, as `Schedule` is one of a source that is polled. */
export interface TrailSchedule {
  readonly seed: number;
  readonly happenings: readonly (readonly [step: number, happening: TrailHappening])[];
}

const ago = fc.constantFrom(0, 7 * MINUTE, 3 * HOUR, LATEST);
const calls = fc.record({ kind: fc.constant('calls' as const), count: fc.constantFrom(1, 1, 1, 2, 3), ago });
const others = fc.oneof(
  fc.record({ kind: fc.constantFrom('untimed' as const, 'nameless' as const, 'refused' as const), ago }),
  fc.record({ kind: fc.constant('jump' as const), to: fc.constantFrom(0, -2 * HOUR, 2 * HOUR) }),
  fc.record({ kind: fc.constantFrom('crash' as const, 'repeat' as const, 'repeat' as const, 'lose-state' as const) }),
);

/** Any schedule: up to ten faults, up to twelve deliveries besides those that come again, up to ten other things. */
export const anyTrailSchedule: fc.Arbitrary<TrailSchedule> = fc.record({
  seed: fc.integer(),
  happenings: fc
    .tuple(
      anyFaults(OWN_FAULTS),
      fc.array(at(calls), { minLength: 1, maxLength: 12 }),
      fc.array(at(others), { maxLength: 10 }),
    )
    .map((groups) => groups.flat()),
});

/** Plays a schedule to its end. */
export async function playTrail({ seed, happenings }: TrailSchedule): Promise<Played> {
  const trail = new Trail(seed);
  await playOut(
    happenings,
    (happening) => happen(trail, happening),
    () => trail.step(),
  );
  const broken = await trail.settle();
  return { broken, runs: trail.scheduler.runs, captures: trail.processing.archive.objects, met: new Set() };
}

function happen(trail: Trail, happening: TrailHappening): void {
  switch (happening.kind) {
    case 'fault':
      trail.scheduler.arm(happening.armed);
      break;
    case 'calls':
      trail.happen(happening.count, happening.ago);
      break;
    case 'untimed':
      trail.happen(1, happening.ago, { eventTime: undefined });
      break;
    case 'nameless':
      trail.happen(1, happening.ago, { eventID: undefined });
      break;
    case 'refused':
      trail.happen(1, happening.ago, { requestParameters: null, errorCode: 'AccessDenied' });
      break;
    case 'jump':
      trail.skew = happening.to;
      break;
    case 'crash':
      trail.scheduler.alive[0]?.crash();
      break;
    case 'repeat':
      trail.repeat();
      break;
    case 'lose-state':
      trail.processing.loseState();
      break;
  }
}
