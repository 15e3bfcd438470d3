import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../simulators/atlassian/random';
import { AuditFeed } from './audit-feed';
import type { Sent } from './ground';
import { startRun } from './run';
import { runTrial, type Trial, type TrialReport } from './trial';

const KILLS_PER_DIRECTORY = 10;
// Two processes and the check of the one before keep two cores busy.
const PARALLEL = availableParallelism();

/** What a suite is to do. */
export interface Suite {
  readonly seed: number;
  readonly kills: number;
  /** So many kills have to meet a process that is asking the API: others prove little. */
  readonly leastAtWork: number;
  /** Where the directories are made; of these, the broken ones stay. */
  readonly folder: string;
}

/** What all trials came to. */
export interface SuiteReport {
  readonly text: string;
  readonly problems: readonly string[];
}

/** So many kills or a few more, half of the directories with one process at a time and half with two at once. */
export async function runSuite(
  { seed, kills, leastAtWork, folder }: Suite,
  onTrial: (report: TrialReport, text: string) => void,
): Promise<SuiteReport> {
  const lifetimes = await Promise.all(
    Array.from({ length: PARALLEL }, (_, i) => measureLifetime(folder, new Random(seed, -1 - i))),
  );
  const lifetimeMs = Math.max(...lifetimes);
  const directories = Math.max(2, Math.ceil(kills / KILLS_PER_DIRECTORY));
  const trials = Array.from({ length: directories }, (_, number): Trial => {
    return {
      folder,
      seed,
      number,
      kills: Math.ceil(kills / directories),
      mode: number % 2 === 0 ? 'alone' : 'pairs',
      lifetimeMs,
    };
  });

  const reports: TrialReport[] = [];
  const queue = trials.values();
  const work = async () => {
    for (const trial of queue) {
      const report = await runTrial(trial);
      reports.push(report);
      const result = report.problems.length === 0 ? 'the promise was kept' : 'THE PROMISE WAS BROKEN';
      onTrial(report, `directory ${trial.number + 1} of ${directories}, ${trial.mode}: ${result}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return summarize(reports, lifetimeMs, leastAtWork);
}

// The second run of a directory: the first fills tsx's cache.
async function measureLifetime(folder: string, random: Random): Promise<number> {
  const directory = await mkdtemp(join(folder, 'undisturbed-'));
  const feed = new AuditFeed(random);
  let startedAt = 0;
  for (let i = 0; i < 2; i += 1) {
    feed.grow(40);
    const api = await feed.open();
    startedAt = performance.now();
    const { code, signal, err } = await startRun(directory, api).ended;
    await api.stop();
    if (code !== 0) throw new Error(`A run that nobody disturbed ended with ${code ?? signal}: ${err}`);
  }
  const lifetime = performance.now() - startedAt;
  await rm(directory, { recursive: true });
  return lifetime;
}

function summarize(reports: readonly TrialReport[], lifetimeMs: number, leastAtWork: number): SuiteReport {
  const sent = reports.flatMap((report) => report.sent);
  const count = (hit: Sent['hit']) => sent.filter((one) => one.hit === hit).length;
  const requests = sent.filter(({ hit }) => hit === 'work').map((one) => one.requests);
  const between = (least: number, most: number) =>
    requests.filter((number) => number >= least && number <= most).length;
  const rounds = (left: keyof TrialReport['roundsLeaving']) =>
    reports.reduce((sum, report) => sum + report.roundsLeaving[left], 0);
  return {
    text: [
      `An undisturbed run takes ${(lifetimeMs / 1000).toFixed(1)} s.`,
      `${count('work') + count('start-up')} kills: ${count('work')} at work, ${count('start-up')} before the first request. ${count('nobody')} more signals came too late.`,
      `At work, after so many requests: 1–3: ${between(1, 3)}, 4–10: ${between(4, 10)}, 11–30: ${between(11, 30)}, more: ${between(31, Infinity)}.`,
      `Rounds that left a draft: ${rounds('drafts')}; a lock: ${rounds('locks')}; a capture without its receipt: ${rounds('unprocessed')}.`,
    ].join('\n'),
    problems: [
      ...(count('work') < leastAtWork ? [`only ${count('work')} kills met a process at work`] : []),
      ...reports.flatMap(({ directory, problems }) => problems.map((problem) => `${directory}: ${problem}`)),
    ],
  };
}
