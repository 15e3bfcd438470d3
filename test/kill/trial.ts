import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../simulators/atlassian/random';
import { AuditFeed } from './audit-feed';
import { Ground, type Sent, type Signal, type Target } from './ground';
import { ageLeftovers, leftovers, unprocessed } from './lake-directory';
import { Meeting } from './meeting';
import { drawMoment } from './moment';

/** One directory, and how it is treated. */
export interface Trial {
  /** Where its directory is made. */
  readonly folder: string;
  readonly seed: number;
  readonly number: number;
  readonly kills: number;
  /** One process at a time, or two at once. */
  readonly mode: 'alone' | 'pairs';
  /** How long a process lives that nobody kills. */
  readonly lifetimeMs: number;
}

/** What became of one directory. */
export interface TrialReport {
  /** Still there when something is broken in it. */
  readonly directory: string;
  readonly sent: readonly Sent[];
  /** Rounds after which a half-written file lay there, a lock, or a capture without its receipt. */
  readonly roundsLeaving: { readonly drafts: number; readonly locks: number; readonly unprocessed: number };
  /** Empty when all is as it should be. */
  readonly problems: readonly string[];
}

// When so many signals come too late, the suite says that it met too few processes at work.
const MOST_ROUNDS_PER_KILL = 5;
const FEEDS = 1_000_000;
const MOST_PROBLEMS_TOLD = 5;
const MOST_CHARACTERS_TOLD = 200;

/** Kills processes over one directory as new records keep coming, then lets one end and checks the promise. */
export async function runTrial({ folder, seed, number, kills, mode, lifetimeMs }: Trial): Promise<TrialReport> {
  const random = new Random(seed, number);
  // The feed draws as it is read; the rounds, which can be repeated, draw from numbers of their own.
  const feed = new AuditFeed(new Random(seed, FEEDS + number));
  const directory = join(folder, `directory-${number + 1}`);
  await mkdir(directory);
  const ground = new Ground(directory, feed);
  feed.isLive = true;
  const sent: Sent[] = [];
  const roundsLeaving = { drafts: 0, locks: 0, unprocessed: 0 };
  const isDone = () => sent.filter(({ hit }) => hit !== 'nobody').length >= kills;

  for (let round = 0; !isDone() && round < MOST_ROUNDS_PER_KILL * kills; round += 1) {
    feed.grow(20 + random.integer(40));
    // As if the next start came hours later: what dead processes left is removed while live ones write.
    if (random.chance(0.5)) await ageLeftovers(ground.directory);
    const before = await leftovers(ground.directory);
    sent.push(...(await playRound(ground, mode, () => drawTarget(random, lifetimeMs), random)));
    const left = (await leftovers(ground.directory)).filter((name) => !before.includes(name));
    roundsLeaving.drafts += left.some((name) => !name.endsWith('.lock')) ? 1 : 0;
    roundsLeaving.locks += left.some((name) => name.endsWith('.lock')) ? 1 : 0;
    roundsLeaving.unprocessed += (await unprocessed(ground.directory)) > 0 ? 1 : 0;
  }

  return { directory, sent, roundsLeaving, problems: briefly(await ground.settle()) };
}

// One cause breaks hundreds of records in the same way.
function briefly(problems: readonly string[]): string[] {
  const told = problems.slice(0, MOST_PROBLEMS_TOLD).map((problem) => problem.slice(0, MOST_CHARACTERS_TOLD));
  const more = problems.length - told.length;
  return more === 0 ? told : [...told, `and ${more} more`];
}

async function playRound(ground: Ground, mode: Trial['mode'], draw: () => Target, random: Random): Promise<Sent[]> {
  if (mode === 'alone') return [await ground.kill(draw())];
  switch (random.pick<'both' | 'one of two' | 'a sleeper'>(['both', 'both', 'one of two', 'a sleeper'])) {
    case 'both': {
      const meeting = new Meeting(2);
      return Promise.all([draw(), draw()].map((target) => ground.kill(target, meeting)));
    }
    case 'one of two': {
      const [sent] = await Promise.all([ground.kill(draw()), ground.run()]);
      return [sent];
    }
    case 'a sleeper':
      await ground.suspend(draw().moment, ground.run());
      return [];
  }
}

function drawTarget(random: Random, lifetimeMs: number): Target {
  const signal = random.chance(0.8) ? 'SIGKILL' : random.pick<Signal>(['SIGTERM', 'SIGINT']);
  return { signal, moment: drawMoment(random, lifetimeMs) };
}
