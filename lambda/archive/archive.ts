import { ArchiveError, FeedChangedError } from '../errors';
import type { ObjectStore } from '../platform/object-store';
import { FORMATS, type SourceKind } from '../sources/formats';
import type { Page } from '../sources/pull-source';
import {
  type CaptureHeader,
  type CaptureMode,
  captureKey,
  decodeCapture,
  encodeCapture,
  objectDigest,
  type Resume,
} from './capture';
import { findDuplicates } from './duplicates';
import { findHead } from './head';
import { History } from './history';

/** The newest capture: its header, and the digest of its object that the next one names. */
export interface Head {
  readonly header: CaptureHeader;
  readonly sha256: string;
}

/** The result of an append. */
export interface Appended {
  /** Positions in the page of the records that were new, and are archived now. */
  readonly fresh: readonly number[];
  /** Another run has moved the position: polling continues from its capture. */
  readonly raced: boolean;
}

/**
 * The append-only log of one source, over any object store.
 * Creating the key of its number commits a capture. A run that finds the key taken reads the winner's capture, compares
 * its page again and appends what is left. Data and position are one object, so neither exists without the other.
 */
export class Archive {
  #head: Head | undefined;
  readonly #history: History;

  private constructor(
    private readonly store: ObjectStore,
    private readonly source: string,
    private readonly kind: SourceKind,
  ) {
    this.#history = new History(store, source, FORMATS[kind]);
  }

  /** Opens the log at its head. Throws `ArchiveError` or `NewerFormatError` when the head cannot be read. */
  static async open(store: ObjectStore, source: string, kind: SourceKind, hint: number | undefined): Promise<Archive> {
    const archive = new Archive(store, source, kind);
    const seq = await findHead(store, source, hint);
    if (seq > 0) archive.#head = await archive.#read(seq);
    return archive;
  }

  /** The newest known capture; undefined while the archive is empty. */
  get head(): Head | undefined {
    return this.#head;
  }

  /**
   * Commits the new records of a page as one capture; without new records, no capture.
   * `resume` is how polling continues after this page. A sweep or backfill repeats the position of the head instead.
   * `position`: commits a page without new records too, for its `resume`.
   * Throws `FeedChangedError` when another run reads another feed into this log.
   */
  async append(
    page: Page,
    mode: CaptureMode,
    resume: Resume,
    what: 'records' | 'position' = 'records',
  ): Promise<Appended> {
    const begun = this.#head?.header.resume;
    for (;;) {
      const head = this.#head;
      // A sweep or backfill that wins a race does not move the position, so this page's `resume` still holds.
      const raced = !isSame(begun, head?.header.resume);
      if (head && (raced || mode !== 'poll')) refuseOtherFeed(head.header, page);
      const duplicates = await findDuplicates(page, head?.header, this.#history, FORMATS[this.kind]);
      if (duplicates.length === page.records.length && (raced || what === 'records')) return { fresh: [], raced };

      const next = head && (raced || mode !== 'poll') ? head.header.resume : resume;
      const header = this.#header(page, mode, next, duplicates);
      const object = encodeCapture(header, page.body);
      const sha256 = objectDigest(object);
      const outcome = await this.store.put(captureKey(this.source, header.seq), object, { kind: 'absent' });
      this.#head = outcome === 'stored' ? { header, sha256 } : await this.#read(header.seq);
      // If the store retried a put whose response was lost, the key is taken by this very object.
      if (this.#head.sha256 === sha256) return { fresh: withoutPositions(page, duplicates), raced };
    }
  }

  #header(page: Page, mode: CaptureMode, resume: Resume, duplicates: readonly number[]): CaptureHeader {
    const head = this.#head;
    const times = withoutPositions(page, duplicates).flatMap((i) => page.times[i] ?? []);
    const range = times.length > 0 ? { oldest: isoTime(least(times)), newest: isoTime(greatest(times)) } : null;
    return {
      v: 1,
      source: this.source,
      kind: this.kind,
      logType: FORMATS[this.kind].logType.schema.schema,
      seq: (head?.header.seq ?? 0) + 1,
      capturedAt: isoTime(page.receivedAt),
      mode,
      request: page.request,
      response: page.response,
      count: page.records.length,
      duplicates: [...duplicates],
      range,
      watermark: later(head?.header.watermark ?? null, range?.newest ?? null),
      resume,
      previous: head ? { seq: head.header.seq, sha256: head.sha256 } : null,
    };
  }

  async #read(seq: number): Promise<Head> {
    const key = captureKey(this.source, seq);
    const object = await this.store.get(key);
    if (!object)
      throw new ArchiveError(`${key} was listed and is missing. Look for its versions and its delete marker.`);
    const capture = decodeCapture(key, object.body);
    this.#history.remember(capture);
    return { header: capture.header, sha256: objectDigest(object.body) };
  }
}

/** ISO 8601 in UTC with milliseconds: the form of times in headers. */
export function isoTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString();
}

/** The later of two ISO times; either may be missing. */
export function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

// A position belongs to one feed, so a capture of another feed must not repeat it.
function refuseOtherFeed({ source, request: { path } }: CaptureHeader, page: Page): void {
  if (path === page.request.path) return;
  throw new FeedChangedError(
    `While this run read ${page.request.path} for ${source}, another run read ${path}: the credential was changed. Nothing is lost: the next run uses the new credential.`,
  );
}

function isSame(a: Resume | undefined, b: Resume | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withoutPositions(page: Page, positions: readonly number[]): readonly number[] {
  const left = new Set(page.records.keys());
  for (const position of positions) left.delete(position);
  return [...left];
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity);
}

function greatest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), -Infinity);
}
