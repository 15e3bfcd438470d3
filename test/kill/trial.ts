import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../local/simulators/atlassian/random';
import { AuditFeed } from './audit-feed';
import { ageLeftovers, brokenIn, digestsOfFiles, leftovers, unprocessed } from './lake-directory';
import { atMoment, drawMoment, type Moment } from './moment';
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

/** A signal, and how far the process had come. It meets nobody when the process ended before. */
export interface Sent {
  readonly hit: 'start-up' | 'work' | 'nobody';
  /** Requests that it had sent. */
  readonly requests: number;
}

/** What became of one directory. */
export interface TrialReport {
  readonly sent: readonly Sent[];
  /** Rounds after which a half-written file lay there, or a capture without its receipt. */
  readonly roundsLeaving: { readonly drafts: number; readonly unprocessed: number };
  /** Empty when all is as it should be. */
  readonly problems: readonly string[];
}

type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGINT';
// 128 and the number of the signal, where the process had its handler in place.
const EXIT_CODES: Readonly<Record<Signal, number | undefined>> = { SIGKILL: undefined, SIGTERM: 143, SIGINT: 130 };

// When so many signals come too late, the suite says that it met too few processes at work.
const MOST_ROUNDS = 5;

interface Target {
  readonly signal: Signal;
  readonly moment: Moment;
}

/** Kills processes over one directory as new records keep coming, then lets one end and checks the promise. */
export async function runTrial({ seed, number, kills, mode, lifetimeMs }: Trial): Promise<TrialReport> {
  const random = new Random(seed, number);
  const ground = new Ground(await mkdtemp(join(tmpdir(), 'keepwatch-kill-')), new AuditFeed(random));
  const sent: Sent[] = [];
  const roundsLeaving = { drafts: 0, unprocessed: 0 };

  for (
    let round = 0;
    sent.filter(({ hit }) => hit !== 'nobody').length < kills && round < MOST_ROUNDS * kills;
    round += 1
  ) {
    ground.feed.grow(20 + random.integer(40));
    // As if the next start came hours later: what dead processes left is removed while live ones write.
    if (random.chance(0.5)) await ageLeftovers(ground.directory);
    const before = await leftovers(ground.directory);

    const draw = () => drawTarget(random, lifetimeMs);
    const form = mode === 'alone' ? 'one' : random.pick(['both', 'both', 'one of two', 'sleeper']);
    switch (form) {
      case 'one':
        sent.push(await ground.kill(draw()));
        break;
      case 'both':
        sent.push(...(await Promise.all([draw(), draw()].map((target) => ground.kill(target)))));
        break;
      case 'one of two': {
        const other = ground.run();
        sent.push(await ground.kill(draw()));
        await other;
        break;
      }
      case 'sleeper':
        await ground.suspend(draw().moment, ground.run());
        break;
    }

    const left = (await leftovers(ground.directory)).filter((name) => !before.includes(name));
    roundsLeaving.drafts += left.length > 0 ? 1 : 0;
    roundsLeaving.unprocessed += (await unprocessed(ground.directory)) > 0 ? 1 : 0;
  }

  return { sent, roundsLeaving, problems: await ground.settle() };
}

function drawTarget(random: Random, lifetimeMs: number): Target {
  const signal = random.chance(0.8) ? 'SIGKILL' : random.pick<Signal>(['SIGTERM', 'SIGINT']);
  return { signal, moment: drawMoment(random, lifetimeMs) };
}

/** A directory, the feed that is collected into it, and what went wrong there. */
class Ground {
  readonly #problems: string[] = [];

  constructor(
    readonly directory: string,
    readonly feed: AuditFeed,
  ) {}

  /** Runs one process to its end. */
  async run(): Promise<void> {
    const run = startRun(this.directory, await this.feed.open());
    await this.#end(run, undefined);
  }

  /** Stops a process when its moment has come, and lets it go on when others have ended. */
  async suspend(moment: Moment, others: Promise<void>): Promise<void> {
    const run = startRun(this.directory, await this.feed.open());
    let isOver = false;
    atMoment(moment, this.directory, run, () => isOver || run.signal('SIGSTOP'));
    await others;
    isOver = true;
    run.signal('SIGCONT');
    await this.#end(run, undefined);
  }

  /** Starts a process that gets a signal when its moment has come. */
  async kill({ signal, moment }: Target): Promise<Sent> {
    const run = startRun(this.directory, await this.feed.open());
    atMoment(moment, this.directory, run, () => run.signal(signal));
    const { code } = await this.#end(run, signal);
    const requests = run.api.received;
    return { hit: code === 0 ? 'nobody' : requests === 0 ? 'start-up' : 'work', requests };
  }

  /** Lets a process end, checks what there is, and that another has nothing left to do. Gives all problems. */
  async settle(): Promise<string[]> {
    const { directory, feed } = this;
    await ageLeftovers(directory);
    await this.run();
    const unserved = feed.size - feed.served.records.size;
    if (unserved > 0) this.#problems.push(`${unserved} records were never asked for`);
    this.#problems.push(...(await brokenIn(directory, feed.served)));
    this.#problems.push(...(await leftovers(directory)).map((name) => `${name} was left over`));

    const before = await digestsOfFiles(directory);
    await this.run();
    const after = await digestsOfFiles(directory);
    const files = [...new Set([...before.keys(), ...after.keys()])];
    const changed = files.filter((file) => before.get(file) !== after.get(file));
    this.#problems.push(...changed.map((file) => `${file} was changed by a run that had nothing to do`));

    // What is broken stays, to be looked at.
    if (this.#problems.length === 0) await rm(directory, { recursive: true });
    return this.#problems.map((problem) => `${directory}: ${problem.slice(0, 300)}`);
  }

  async #end(run: Run, sent: Signal | undefined): Promise<End> {
    const end = await run.ended;
    await run.api.stop();
    const wasSent = sent !== undefined && (end.signal === sent || end.code === EXIT_CODES[sent]);
    if (end.code !== 0 && !wasSent) this.#problems.push(`a run ended with ${end.code ?? end.signal}: ${end.err}`);
    return end;
  }
}
