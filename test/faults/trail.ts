import { archiveEvents } from '../../lambda/collect/archive-events';
import { Random } from '../../simulators/atlassian/random';
import { SilentLogger } from '../silent-logger';
import { faultyMetrics, faultyStore } from './faulty-ports';
import { TRAIL } from './formats';
import { Processing } from './processing';
import { Scheduler } from './scheduler';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST_KEEPING = MINUTE;
const SOURCE = 'deployment';

type Event = Readonly<Record<string, unknown>>;

/** CloudTrail, EventBridge, which delivers its events at least once, and the function that keeps them. */
export class Trail {
  readonly scheduler: Scheduler;
  readonly processing: Processing;
  /** How far Keepwatch's clock is from the true time, in milliseconds. */
  skew = 0;
  readonly #random: Random;
  /** What EventBridge has yet to deliver, or to deliver again. */
  readonly #due: (readonly Event[])[] = [];
  #last: readonly Event[] = [];
  #made = 0;

  constructor(seed: number) {
    this.#random = new Random(seed, 0);
    this.scheduler = new Scheduler(this.#random, Date.parse('2026-11-22T10:00:00.000Z'));
    this.processing = new Processing(this.scheduler, this.#random, TRAIL);
  }

  /** Adds an event in one delivery. `changes`: fields with other values; undefined for missing ones. */
  happen(count: number, ago: number, changes: Readonly<Record<string, unknown>> = {}): void {
    const events = Array.from({ length: count }, () => {
      this.#made += 1;
      const eventTime = new Date(this.scheduler.time - ago - this.#random.integer(MINUTE)).toISOString();
      const requestParameters = { secretId: 'keepwatch/main', n: 1 };
      const event = { eventID: `e-${this.#made}`, eventName: 'GetSecretValue', eventTime, requestParameters };
      return JSON.parse(JSON.stringify({ ...event, n: this.#made, ...changes }));
    });
    this.processing.served.add(Buffer.from(JSON.stringify({ kept: events.map((event) => ({ event })) })));
    this.#due.push(events);
    this.#last = events;
  }

  /** The newest delivery comes again, although it was taken. */
  repeat(): void {
    if (this.#last.length > 0) this.#due.push(this.#last);
  }

  /** One call of one run. Now and then an event is delivered first, in no order, or a processor starts. */
  async step(): Promise<boolean> {
    if (this.#due.length > 0 && this.#random.chance(0.3)) this.#deliver();
    this.processing.startSometimes();
    return (await this.scheduler.step()) || this.#due.length > 0;
  }

  /** Lets everything end without further faults, and says what is broken. */
  async settle(): Promise<string[]> {
    this.scheduler.disarm();
    this.skew = 0;
    do {
      while (this.#due.length > 0) this.#deliver();
      await this.processing.finish();
    } while (this.#due.length > 0);
    return this.processing.broken();
  }

  #deliver(): void {
    const [events] = this.#due.splice(this.#random.integer(this.#due.length), 1);
    if (!events) return;
    const { archive, lake } = this.processing;
    this.scheduler.start(
      'trail',
      this.scheduler.time + LONGEST_KEEPING,
      (run) =>
        archiveEvents(
          {
            source: SOURCE,
            archive: faultyStore(archive, 'archive', run, (key) => this.processing.report(key)),
            lake: faultyStore(lake, 'lake', run, () => {}),
            metrics: faultyMetrics(run),
            clock: { now: () => this.scheduler.time + this.skew },
            logger: new SilentLogger(),
            version: '1.2.3',
          },
          events.map((event) => ({ event })),
        ),
      // EventBridge delivers at least once; Lambda tries again what did not succeed.
      ({ kind }) => {
        if (kind !== 'done' || this.#random.chance(0.1)) this.#due.push(events);
      },
    );
  }
}

/** How late EventBridge may be: it gives up after a day. */
export const LATEST = 23 * HOUR;
