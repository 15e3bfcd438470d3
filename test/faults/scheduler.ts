import type { Measurements } from '../../lambda/platform/metrics';
import type { Random } from '../../simulators/atlassian/random';

/** What can go wrong at one call, once: the process that calls ends, or a store, the secret or the metrics fail it. */
export const OWN_FAULTS = ['crash-before', 'crash-after', 'failed', 'answer-lost', 'repeated'] as const;
/** These, and what the API of a source that is polled can do. */
export const FAULTS = [
  ...OWN_FAULTS,
  'unreachable',
  'cut-short',
  'garbage',
  'server-error',
  'throttled',
  'throttled-for-hours',
  'refused-key',
  'refused-cursor',
  'no-cursor',
] as const;
/** These, and what can become of a query of Panther's data lake. */
export const PANTHER_FAULTS = [...FAULTS, 'failed-query', 'slow-query'] as const;
/** One of all. */
export type Fault = (typeof PANTHER_FAULTS)[number];

/** A fault to come: it meets one of the calls that can suffer it, when so many of them have passed. */
export interface Armed {
  readonly fault: Fault;
  readonly after: number;
  /** Only writes count, or every call does. */
  readonly at: 'write' | 'call';
}

/** One call to the outside: what it does, and what the faults do that it can suffer instead. */
export interface Call<T> {
  readonly name: string;
  readonly isWrite: boolean;
  readonly go: () => Promise<T>;
  readonly suffer: Readonly<Partial<Record<Fault, () => Promise<T>>>>;
}

/** How a run came out, when it did. */
export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'crashed' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown };

// A hundred times as many as the longest schedules take.
const MOST_TICKS = 100_000;

interface Waiting {
  readonly wakeAt: number;
  go(): Promise<void>;
}

/** One process of Keepwatch: it waits before every call until the scheduler lets it go on, and can end at any. */
export class Run {
  #outcome: Outcome = { kind: 'running' };
  /** Statuses that the API answered to it. */
  readonly answers: number[] = [];
  /** Bodies of the pages that the API gave it. */
  readonly received: Uint8Array[] = [];
  /** What it published. */
  readonly published: Measurements[] = [];
  /** What it met, in order: `<fault> at <call>`. */
  readonly suffered: string[] = [];
  readonly waiting: Waiting[] = [];

  constructor(
    readonly name: string,
    /** When its Lambda function is ended from outside; Infinity for one that is not. */
    readonly diesAt: number,
    private readonly scheduler: Scheduler,
    private readonly onEnd: (outcome: Outcome) => void,
  ) {}

  get outcome(): Outcome {
    return this.#outcome;
  }

  call<T>(call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({
        wakeAt: Number.NEGATIVE_INFINITY,
        go: async () => {
          const fault = this.scheduler.faultFor(call);
          if (fault) this.suffered.push(`${fault} at ${call.name}`);
          if (fault === 'crash-before') return this.crash();
          const work = (fault && call.suffer[fault]) ?? call.go;
          // A call that fails is a result too; what it rejects with goes to the run.
          const answer = await work().then(
            (value) => () => resolve(value),
            (error: unknown) => () => reject(error),
          );
          if (fault === 'crash-after') return this.crash();
          answer();
        },
      });
    });
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ wakeAt: this.scheduler.time + milliseconds, go: async () => resolve() });
    });
  }

  /** Ends it between two calls: none of those that it waits for will be made. */
  crash(): void {
    this.end({ kind: 'crashed' });
    this.waiting.length = 0;
  }

  end(outcome: Outcome): void {
    if (this.#outcome.kind !== 'running') return;
    this.#outcome = outcome;
    this.onEnd(outcome);
  }
}

/** Runs processes side by side, one call at a time, on a clock of its own: the same seed gives the same order. */
export class Scheduler {
  #armed: Armed[] = [];
  readonly runs: Run[] = [];
  ticks = 0;

  constructor(
    private readonly random: Random,
    /** Epoch milliseconds. */
    public time: number,
  ) {}

  start(
    name: string,
    diesAt: number,
    work: (run: Run) => Promise<unknown>,
    onEnd: (outcome: Outcome) => void = () => {},
  ): Run {
    const run = new Run(name, diesAt, this, onEnd);
    this.runs.push(run);
    work(run).then(
      () => run.end({ kind: 'done' }),
      (error: unknown) => run.end({ kind: 'failed', error }),
    );
    return run;
  }

  get alive(): readonly Run[] {
    return this.runs.filter((run) => run.outcome.kind === 'running');
  }

  arm(fault: Armed): void {
    this.#armed.push(fault);
  }

  /** From now on nothing goes wrong. */
  disarm(): void {
    this.#armed = [];
  }

  /** The fault that a call meets, if its turn has come. */
  faultFor({ suffer, isWrite }: Call<unknown>): Fault | undefined {
    const concerns = ({ fault, at }: Armed) =>
      (fault.startsWith('crash') || fault in suffer) && (at === 'call' || isWrite);
    const due = this.#armed.find((armed) => armed.after === 0 && concerns(armed));
    this.#armed = this.#armed
      .filter((armed) => armed !== due)
      .map((armed) => (armed.after > 0 && concerns(armed) ? { ...armed, after: armed.after - 1 } : armed));
    return due?.fault;
  }

  /** Lets one waiting call be made, and its run go on until it waits again. False when no run is left. */
  async step(): Promise<boolean> {
    await settled();
    for (const run of this.alive) if (run.diesAt < this.time) run.crash();
    const waiting = this.alive.flatMap((run) => run.waiting.map((call) => ({ run, call })));
    if (waiting.length === 0) return false;
    this.ticks += 1;
    if (this.ticks > MOST_TICKS)
      throw new Error(`It does not come to an end: ${this.alive.map(({ name }) => name).join(', ')}`);
    this.time = Math.max(this.time, Math.min(...waiting.map(({ call }) => call.wakeAt)));
    const ready = waiting.filter(({ call }) => call.wakeAt <= this.time);
    const next = ready[this.random.integer(ready.length)];
    if (!next) throw new Error('A scheduler that has nothing ready although the time has come is wrong.');
    next.run.waiting.splice(next.run.waiting.indexOf(next.call), 1);
    // Most calls take no time to speak of, some take as long as a slow API.
    this.time += this.random.chance(0.02) ? this.random.integer(20_000) : this.random.integer(50);
    await next.call.go();
    return true;
  }
}

// All that Keepwatch does between two calls happens in microtasks, which are over when this comes round.
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
