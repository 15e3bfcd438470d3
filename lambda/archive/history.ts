import type { ObjectStore } from '../platform/object-store';
import { recordDigest } from '../schema/canonical-json';
import type { RecordFormat } from '../sources/record-format';
import { type Capture, type CaptureHeader, captureKey, captureRecords, decodeCapture } from './capture';
import { firstCapture } from './head';

// About 40 MB: a 48-hour sweep of 125,000 events a day stays in memory, however many captures they are in.
const MOST_DIGESTS = 256_000;
// Two days of captures, one per minute: a minute if read one by one, two seconds if read 32 at a time.
const READ_AHEAD = 32;
// Most walks end at the first or second capture, so reading ahead starts later.
const READ_AHEAD_AFTER = 3;
// Captures of the deployment trail have one event each: a walk should read each of them once, not twice.
const LARGEST_KEPT_BODY = 64 * 1024;
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

/** A cache of earlier captures for one run: all headers, because they are small, and a limited number of record digests. */
export class History {
  readonly #headers = new Map<number, Promise<CaptureHeader | undefined>>();
  readonly #digests = new Map<number, ReadonlySet<string>>();
  #kept = 0;
  readonly #small = new Map<number, Capture>();
  #keptBytes = 0;
  #first: Promise<number> | undefined;

  constructor(
    private readonly archive: ObjectStore,
    private readonly source: string,
    private readonly format: Pick<RecordFormat, 'readRecords' | 'identityOf'>,
  ) {}

  /** Header of a capture; undefined when it does not exist (any more). */
  async header(seq: number): Promise<CaptureHeader | undefined> {
    const isLongWalk = this.#headers.has(seq + READ_AHEAD_AFTER);
    for (let ahead = seq; ahead > seq - (isLongWalk ? READ_AHEAD : 1) && ahead >= 1; ahead--) {
      if (this.#headers.has(ahead)) continue;
      const header = this.#read(ahead).then((capture) => capture?.header);
      // Only a walk that reaches this capture fails by it.
      header.catch(() => {});
      this.#headers.set(ahead, header);
    }
    return this.#headers.get(seq);
  }

  /** Number of the oldest capture that has not expired. */
  first(): Promise<number> {
    this.#first ??= firstCapture(this.archive, this.source);
    return this.#first;
  }

  /** Digests of all records of a capture. */
  async digests(seq: number): Promise<ReadonlySet<string>> {
    const known = this.#digests.get(seq);
    if (known) return known;
    const capture = await this.#read(seq);
    const { readRecords, identityOf } = this.format;
    const records = capture ? captureRecords(capture, readRecords) : [];
    const digests = new Set(records.map((record) => recordDigest(identityOf(record))));
    this.#digests.set(seq, digests);
    this.#kept += digests.size;
    for (const [oldest, { size }] of this.#digests) {
      if (this.#kept <= MOST_DIGESTS) break;
      this.#digests.delete(oldest);
      this.#kept -= size;
    }
    return digests;
  }

  /** Adds a capture that was read elsewhere, unless it is large. */
  remember({ header, body }: Capture): void {
    if (body.length > LARGEST_KEPT_BODY || this.#small.has(header.seq)) return;
    // A copy: the buffer of the inflated body may be many times as large.
    this.#small.set(header.seq, { header, body: new Uint8Array(body) });
    this.#keptBytes += body.length;
    for (const [oldest, { body }] of this.#small) {
      if (this.#keptBytes <= MOST_KEPT_BYTES) break;
      this.#small.delete(oldest);
      this.#keptBytes -= body.length;
    }
  }

  async #read(seq: number): Promise<Capture | undefined> {
    const known = this.#small.get(seq);
    if (known) return known;
    const key = captureKey(this.source, seq);
    const object = await this.archive.get(key);
    if (!object) return undefined;
    const capture = decodeCapture(key, object.body);
    this.remember(capture);
    return capture;
  }
}
