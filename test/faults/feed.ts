import type { Clock } from '../../lambda/platform/clock';
import type { PullSource } from '../../lambda/sources/pull-source';
import type { PullKind } from '../../lambda/sources/pullers';
import type { Format } from './formats';
import type { Served } from './promise';
import type { Run } from './scheduler';

/** How an API says that there is no more. */
export type EndOfStream = 'cursor' | 'null';

/** What is behind an API, and what its client needs. */
export interface Outside {
  readonly served: Served;
  /** The one key that the API takes. */
  readonly key: string;
  /** The one in the secret. */
  readonly entered: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** An audit API of one kind of source, in memory, with whatever can go wrong on the way to it. */
export interface Feed {
  readonly kind: PullKind;
  /** Name of the source that reads it. */
  readonly source: string;
  readonly format: Format;
  /** How long, in milliseconds, what it has may be ahead of the time until a client sees it. */
  readonly hidesAheadFor: number;
  /** A record of it; two with one id are two. */
  record(n: number, id: string, time: number): unknown;
  /** A record without any time. */
  untimed(n: number): unknown;
  /** A record as it looks when it is there a second time, and still the same. */
  again(record: unknown): unknown;
  /** Puts a record where its processing time belongs. */
  add(record: unknown, processedAt: number): void;
  /** The body of an answer with one record. */
  bodyOf(record: unknown): Uint8Array;
  /** Whatever it gave out to go on with is refused from now on. */
  forgetCursors(): void;
  /** The real source, as one run of the collector has it. */
  open(outside: Outside, run: Run, clock: Clock, random: () => number): PullSource;
}
