import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../local/simulators/atlassian/random';
import { AuditFeed } from './audit-feed';
import { ageLeftovers, brokenIn, digestsOfFiles, leftovers, unprocessed } from './lake-directory';
import { atMoment, drawMoment } from './moment';
import { type End, type Run, startRun } from './run';

/** One directory, and how it is treated. */
export interface Trial {
  readonly seed: number;
  readonly number: number;
  readonly kills: number;
  /** One process at a time, or two at once. */
  readonly mode: 'alone' | 'pairs';
  /** How long a process lives that nobody kills. */
  readonly lifetimeMs: number;
}

/** A signal, and how far the process had come. */
export interface Kill {
  readonly hit: 'start-up' | 'work' | 'nobody';
  /** Requests that it had sent. */
  readonly requests: number;
}

/** What became of one directory. */
export interface TrialReport {
  readonly kills: readonly Kill[];
  /** Rounds after which a half-written file lay there, or a capture without its receipt. */
  readonly roundsLeaving: { readonly drafts: number; readonly unprocessed: number };
  /** Empty when all is as it should be. */
  readonly problems: readonly string[];
}

type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGINT';
// 128 and the number of the signal, where the process had its handler in place.
const EXIT_CODES: Readonly<Record<Signal, number | undefined>> = { SIGKILL: undefined, SIGTERM: 143, SIGINT: 130 };

/** Kills processes over one directory as new records keep coming, then lets one end and checks the promise. */
export async function runTrial({ seed, number, kills, mode, lifetimeMs }: Trial): Promise<TrialReport> {
  const random = new Random(seed, number);
  const feed = new AuditFeed(random);
  const directory = await mkdtemp(join(tmpdir(), 'keepwatch-kill-'));
  const problems: string[] = [];
  const done: Kill[] = [];
  const roundsLeaving = { drafts: 0, unprocessed: 0 };

  const start = async (): Promise<Run> => startRun(directory, await feed.open());
  const end = async (run: Run, signal?: Signal): Promise<End> => {
    const ending = await run.ended;
    await run.api.stop();
    if (!isExpected(ending, signal)) problems.push(`A run ended with ${ending.code ?? ending.signal}: ${ending.err}`);
    return ending;
  };
  const killOne = async (run: Run, signal: Signal, moment: ReturnType<typeof drawMoment>): Promise<Kill> => {
    atMoment(moment, directory, run, () => run.signal(signal));
    const { code } = await end(run, signal);
    const requests = run.api.received;
    return { hit: code === 0 ? 'nobody' : requests === 0 ? 'start-up' : 'work', requests };
  };

  while (done.length < kills) {
    feed.grow(20 + random.integer(40));
    // As if the next start came hours later: what dead processes left is removed while live ones write.
    if (random.chance(0.5)) await ageLeftovers(directory);
    const before = await leftovers(directory);
    const survives = mode === 'pairs' && random.chance(0.3);
    const targets = Array.from({ length: mode === 'pairs' && !survives ? 2 : 1 }, () => ({
      signal: random.pick<Signal>([
        'SIGKILL',
        'SIGKILL',
        'SIGKILL',
        'SIGKILL',
        'SIGKILL',
        'SIGKILL',
        'SIGTERM',
        'SIGINT',
      ]),
      moment: drawMoment(random, lifetimeMs),
    }));
    const survivor = survives ? start().then((run) => end(run)) : undefined;
    done.push(
      ...(await Promise.all(targets.map(async ({ signal, moment }) => killOne(await start(), signal, moment)))),
    );
    await survivor;
    const left = (await leftovers(directory)).filter((name) => !before.includes(name));
    roundsLeaving.drafts += left.length > 0 ? 1 : 0;
    roundsLeaving.unprocessed += (await unprocessed(directory)) > 0 ? 1 : 0;
  }

  await ageLeftovers(directory);
  await end(await start());
  const files = await digestsOfFiles(directory);
  problems.push(...(await brokenIn(directory, feed.served)));
  problems.push(...(await leftovers(directory)).map((name) => `${name} was left over`));
  const unserved = feed.size - feed.served.records.size;
  if (unserved > 0) problems.push(`${unserved} records were never asked for`);

  await end(await start());
  const after = await digestsOfFiles(directory);
  const changed = [...new Set([...files.keys(), ...after.keys()])].filter(
    (file) => files.get(file) !== after.get(file),
  );
  problems.push(...changed.map((file) => `${file} was changed by a run that had nothing to do`));

  if (problems.length === 0) await rm(directory, { recursive: true });
  return { kills: done, roundsLeaving, problems: problems.map((problem) => `${directory}: ${problem.slice(0, 300)}`) };
}

function isExpected({ code, signal }: End, sent: Signal | undefined): boolean {
  return code === 0 || (sent !== undefined && (signal === sent || code === EXIT_CODES[sent]));
}
