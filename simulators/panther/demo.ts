import type { Demo } from '../demonstration';
import type { Fault, Faults } from './faults';
import { DEMO_PANTHER_KEY, startPantherSimulator } from './simulator';

const LATENCY_MS = 20;
// Longer than the first pause of the client, so that it checks the query once before it is done.
const QUERY_MS = 700;
const BEHIND_MS = 30 * 60_000;
// Longer than polls are apart, shorter than what each reads again.
const VISIBLE_WITHIN_MS = 10 * 60_000;

// Faults that pass within two seconds. The first two requests start the query and check it.
const FAULTS: Faults = new Map<number, Fault>([
  [3, { kind: 'throttle', seconds: 1 }],
  [12, { kind: 'status', status: 500 }],
  [24, { kind: 'truncate' }],
]);

/** A deployment of half a year, whose rows become visible late and out of order; half an hour passes between two runs. */
export const pantherDemo: Demo = {
  credential: (baseUrl) => ({ apiHost: baseUrl, apiKey: DEMO_PANTHER_KEY }),
  async open() {
    let behind = BEHIND_MS;
    const simulator = await startPantherSimulator({
      now: () => Date.now() - behind,
      faults: FAULTS,
      latencyMs: LATENCY_MS,
      queryMs: QUERY_MS,
      visibleWithinMs: VISIBLE_WITHIN_MS,
    });
    return {
      baseUrl: simulator.baseUrl,
      subject: 'The simulated Panther deployment',
      introduction:
        'A simulated Panther deployment: 180 days of its audit log, by queries of its data\nlake, with a rate limit, a server error and a cut answer on the way.',
      happen() {
        behind = 0;
      },
      happened:
        'Half an hour has passed there, and more rows are visible. Polling again from an\nhour before the newest, because rows come out of order; then sweeping 48 hours.',
      stop: () => simulator.stop(),
    };
  },
};
