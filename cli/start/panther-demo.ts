import type { Fault, Faults } from '../../simulators/panther/faults';
import { startPantherSimulator } from '../../simulators/panther/simulator';
import { pantherDemo } from '../place/directory/credentials';
import type { Demonstration } from './demonstration';

const LATENCY_MS = 20;
// So that a query is looked at once in vain.
const QUERY_MS = 700;
const BEHIND_MS = 30 * 60_000;
// Longer than polls are apart, shorter than what each reads again.
const VISIBLE_WITHIN_MS = 10 * 60_000;

// What heals by itself within two seconds. The first two requests begin the query and look at it.
const FAULTS: Faults = new Map<number, Fault>([
  [3, { kind: 'throttle', seconds: 1 }],
  [12, { kind: 'status', status: 500 }],
  [24, { kind: 'truncate' }],
]);

/** A deployment of half a year, whose rows become visible late and out of order; half an hour passes between two runs. */
export async function openPantherDemo(now: () => number): Promise<Demonstration> {
  let behind = BEHIND_MS;
  const simulator = await startPantherSimulator({
    now: () => now() - behind,
    faults: FAULTS,
    latencyMs: LATENCY_MS,
    queryMs: QUERY_MS,
    visibleWithinMs: VISIBLE_WITHIN_MS,
  });
  return {
    access: {
      kind: 'panther',
      place: simulator.baseUrl,
      secret: pantherDemo(simulator.baseUrl),
    },
    subject: 'The simulated Panther deployment',
    introduction:
      'A simulated Panther deployment: 180 days of its audit log, by queries of its data\nlake, with a rate limit, a server error and a cut answer on the way.',
    happen() {
      behind = 0;
    },
    happened:
      'Half an hour has passed there, and more rows are visible. Polling again from an\nhour before the newest, for rows come out of order; then sweeping 48 hours.',
    stop: () => simulator.stop(),
  };
}
