import { rm } from 'node:fs/promises';
import type { ProgramEnd } from '../started-program';
import type { AuditFeed } from './audit-feed';
import { ageLeftovers, brokenIn, digestsOfFiles, leftovers } from './lake-directory';
import { Meeting } from './meeting';
import { atMoment, type Moment } from './moment';
import { type Run, startRun } from './run';

/** What ends a process. */
export type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGINT';
// 128 and the number of the signal, where the process had its handler in place.
const EXIT_CODES: Readonly<Record<Signal, number | undefined>> = { SIGKILL: undefined, SIGTERM: 143, SIGINT: 130 };

/** What is done to a process, and when. */
export interface Target {
  readonly signal: Signal;
  readonly moment: Moment;
}

/** A signal, and how far the process had come. It meets nobody when the process ended before. */
export interface Sent {
  readonly hit: 'start-up' | 'work' | 'nobody';
  /** Requests that it had sent. */
  readonly requests: number;
}

/** A directory, the feed that is collected into it, and what went wrong there. */
export class Ground {
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

  /** Starts a process that gets a signal when its moment has come; its first answer waits until all have come to the meeting. */
  async kill({ signal, moment }: Target, meeting = new Meeting(1)): Promise<Sent> {
    const api = await this.feed.open((request) => (request === 1 ? meeting.arrive() : Promise.resolve()));
    const run = startRun(this.directory, api);
    atMoment(moment, this.directory, run, () => run.signal(signal));
    const { code } = await this.#end(run, signal);
    const requests = run.api.received;
    if (requests === 0) meeting.arrive();
    return { hit: code === 0 ? 'nobody' : requests === 0 ? 'start-up' : 'work', requests };
  }

  /** Lets a process end, checks what there is, and that another has nothing left to do. Gives all problems. */
  async settle(): Promise<string[]> {
    const { directory, feed } = this;
    feed.isLive = false;
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
    return this.#problems;
  }

  async #end(run: Run, sent: Signal | undefined): Promise<ProgramEnd> {
    const end = await run.ended;
    await run.api.stop();
    const wasSent = sent !== undefined && (end.signal === sent || end.code === EXIT_CODES[sent]);
    if (end.code !== 0 && !wasSent) this.#problems.push(`a run ended with ${end.code ?? end.signal}: ${end.err}`);
    return end;
  }
}
