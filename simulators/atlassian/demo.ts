import type { Demo } from '../demonstration';
import { DEMO_FAULTS } from './faults';
import { DEMO_API_KEY, DEMO_ORG_ID, startAtlassianSimulator } from './simulator';

// Enough for the eye to follow the bar; the whole demo takes a few seconds.
const LATENCY_MS = 20;

/** An organization of half a year, and an event that appears behind the cursor, which only a sweep can find. */
export const atlassianDemo: Demo = {
  credential: () => ({ orgId: DEMO_ORG_ID, apiKey: DEMO_API_KEY }),
  async open() {
    const simulator = await startAtlassianSimulator({ faults: DEMO_FAULTS, latencyMs: LATENCY_MS });
    return {
      baseUrl: simulator.baseUrl,
      subject: 'The simulated Atlassian organization',
      introduction:
        'A simulated Atlassian organization: 180 days of audit events, with a rate\nlimit, a server error and a cut answer on the way.',
      happen: () => simulator.revealLateEvent(),
      happened:
        'An event has appeared behind the cursor. Polling again, then sweeping the last\n48 hours. Most of them are archived already.',
      foundBefore: 'An earlier run had found it today.',
      stop: () => simulator.stop(),
    };
  },
};
