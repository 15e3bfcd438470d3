import { demoCredential } from './credentials';
import type { LocalRun } from './pipeline';
import { DEMO_FAULTS } from './simulators/atlassian/faults';
import { startAtlassianSimulator } from './simulators/atlassian/simulator';
import type { SourceRunner } from './source-runner';

// Enough for the eye to follow the bar; the whole demo takes a few seconds.
const LATENCY_MS = 20;

/**
 * The whole path against the bundled simulator: a first sync with faults on the way, then an event that appears behind
 * the cursor and that only a sweep can find.
 */
export async function runDemo(runner: SourceRunner, say: (line: string) => void): Promise<readonly LocalRun[]> {
  const simulator = await startAtlassianSimulator({ faults: DEMO_FAULTS, latencyMs: LATENCY_MS });
  const api = { apiBaseUrl: simulator.baseUrl, secret: demoCredential };
  try {
    say('A simulated Atlassian organization, 180 days of audit events, with a 429, a 500 and a cut answer on the way.');
    const first = await runner.run(api, 'daily');
    simulator.revealLateEvent();
    say('An event of the last day has appeared behind the cursor. Polling again, then sweeping the last 48 hours.');
    const second = await runner.run(api, 'every-run');
    return [first, second];
  } finally {
    await simulator.stop();
  }
}
