import { makeEvent } from '../../simulators/atlassian/make-event';
import { Random } from '../../simulators/atlassian/random';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';

const SEED = 1;

/**
 * An audit log to which events come independently of each other, and always as many. They are made beforehand, so that
 * nobody measures how they are made, and are the same each time.
 */
export class AuditFeed {
  readonly #texts: string[] = [];
  readonly #times: number[] = [];
  readonly #gaps = new Random(SEED, -1);
  #reached: number;

  constructor(
    begin: number,
    /** Milliseconds from event to event, on average. */
    private readonly apart: number,
  ) {
    this.#reached = begin;
  }

  /** Makes the events up to a time. */
  makeUntil(time: number): void {
    while (this.#reached <= time) {
      this.#reached -= Math.log((this.#gaps.integer(1_000_000) + 0.5) / 1_000_000) * this.apart;
      const random = new Random(SEED, this.#texts.length);
      const processedAt = Math.floor(this.#reached);
      this.#times.push(processedAt);
      this.#texts.push(JSON.stringify(makeEvent(random, { orgId: DEMO_ORG_ID, processedAt }).event));
    }
  }

  /** A page of events-stream, as the API gives it: the events that were there by now, and a cursor even behind the last. */
  page(query: URLSearchParams, now: number): string {
    const from = query.get('cursor') === null ? this.#since(Number(query.get('from'))) : numberIn(query.get('cursor'));
    const end = Math.min(from + Number(query.get('limit')), this.#since(now + 1));
    const next = cursorTo(Math.max(from, end));
    return `{"data":[${this.#texts.slice(from, end).join(',')}],"meta":{"next":"${next}","page_size":200},"links":{}}`;
  }

  // How many events came before a time.
  #since(time: number): number {
    let [least, most] = [0, this.#times.length];
    while (least < most) {
      const middle = Math.floor((least + most) / 2);
      if ((this.#times[middle] ?? Infinity) < time) least = middle + 1;
      else most = middle;
    }
    return least;
  }
}

// As long as a real one may be.
const CURSOR = /^(\d+)-/;

function cursorTo(index: number): string {
  return `${index}-`.padEnd(160, 'c');
}

function numberIn(cursor: string | null): number {
  return Number(CURSOR.exec(cursor ?? '')?.[1]);
}
