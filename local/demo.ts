import { captureKey } from '../lambda/archive/capture';
import { demoCredential } from './credentials';
import type { LocalPipeline, LocalRun } from './pipeline';
import { DEMO_FAULTS } from './simulators/atlassian/faults';
import { startAtlassianSimulator } from './simulators/atlassian/simulator';
import type { SourceRunner } from './source-runner';

// Enough for the eye to follow the bar; the whole demo takes a few seconds.
const LATENCY_MS = 20;

/**
 * The whole path against the bundled simulator: a first sync with faults on the way, then an event that appears behind
 * the cursor and that only a sweep can find.
 */
export async function runDemo(
  pipeline: LocalPipeline,
  runner: SourceRunner,
  say: (line: string) => void,
): Promise<readonly LocalRun[]> {
  const simulator = await startAtlassianSimulator({ faults: DEMO_FAULTS, latencyMs: LATENCY_MS });
  const api = { apiBaseUrl: simulator.baseUrl, secret: demoCredential };
  try {
    const isFirst = !(await pipeline.archive.exists(captureKey(pipeline.source, 1)));
    say(
      isFirst
        ? 'A simulated Atlassian organization: 180 days of audit events, with a rate\nlimit, a server error and a cut answer on the way.'
        : 'The simulated Atlassian organization again: going on where the last run was.',
    );
    const first = await runner.run('Poll ', api, 'daily');
    simulator.revealLateEvent();
    say(
      'An event has appeared behind the cursor. Polling again, then sweeping the last\n48 hours, most of which is archived already.',
    );
    const second = await runner.run('Sweep', api, 'every-run');
    if (second.tally.late === 0) say('An earlier run had found it today.');
    return [first, second];
  } finally {
    await simulator.stop();
  }
}
