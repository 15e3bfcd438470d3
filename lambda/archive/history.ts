import type { ObjectStore } from '../platform/object-store';
import { recordDigest } from '../schema/canonical-json';
import type { RecordFormat } from '../sources/record-format';
import { type CaptureHeader, captureKey, captureRecords, decodeCapture } from './capture';
import { firstCapture } from './head';

// Some 40 MB: a 48-hour sweep of 125,000 events a day stays in memory, in however many captures they stand.
const MOST_DIGESTS = 256_000;
// Two days of a capture a minute, one after the other, would take a minute of a run; so many at a time, two seconds.
const READ_AHEAD = 32;
// Most walks end at the first or second look: reading ahead begins where one goes on.
const READ_AHEAD_AFTER = 3;

/** What earlier captures hold, remembered for one run: headers are small and kept, digests of records are many and bounded. */
export class History {
  readonly #headers = new Map<number, Promise<CaptureHeader | undefined>>();
  readonly #digests = new Map<number, ReadonlySet<string>>();
  #kept = 0;
  #first: Promise<number> | undefined;

  constructor(
    private readonly archive: ObjectStore,
    private readonly source: string,
    private readonly format: Pick<RecordFormat, 'readRecords' | 'identityOf'>,
  ) {}

  /** Header of a capture, or undefined when it is not there (any more). */
  async header(seq: number): Promise<CaptureHeader | undefined> {
    const isLongWalk = this.#headers.has(seq + READ_AHEAD_AFTER);
    for (let ahead = seq; ahead > seq - (isLongWalk ? READ_AHEAD : 1) && ahead >= 1; ahead--) {
      if (this.#headers.has(ahead)) continue;
      const header = this.#read(ahead).then((capture) => capture?.header);
      // Whoever walks that far meets the failure; nobody else minds.
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

  async #read(seq: number) {
    const key = captureKey(this.source, seq);
    const object = await this.archive.get(key);
    return object && decodeCapture(key, object.body);
  }
}
