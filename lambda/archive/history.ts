import type { ObjectStore } from '../platform/object-store';
import { recordDigest } from '../schema/canonical-json';
import { type CaptureHeader, captureKey, decodeCapture } from './capture';

// 512 captures of 500 records are some 40 MB of digests: a 48-hour sweep of 125,000 events a day stays in memory.
const MOST_DIGEST_SETS = 512;

/** What earlier captures hold, remembered for one run: headers are small and kept, digests of records are many and bounded. */
export class History {
  readonly #headers = new Map<number, CaptureHeader>();
  readonly #digests = new Map<number, ReadonlySet<string>>();

  constructor(
    private readonly archive: ObjectStore,
    private readonly source: string,
    private readonly readRecords: (body: Uint8Array) => readonly unknown[],
  ) {}

  /** Header of a capture, or undefined when it has expired. */
  async header(seq: number): Promise<CaptureHeader | undefined> {
    return this.#headers.get(seq) ?? (await this.#read(seq))?.header;
  }

  /** Digests of all records of a capture. */
  async digests(seq: number): Promise<ReadonlySet<string>> {
    const known = this.#digests.get(seq);
    if (known) return known;
    const capture = await this.#read(seq);
    const digests = new Set(capture ? this.readRecords(capture.body).map(recordDigest) : []);
    if (this.#digests.size >= MOST_DIGEST_SETS) {
      const [oldest = seq] = this.#digests.keys();
      this.#digests.delete(oldest);
    }
    this.#digests.set(seq, digests);
    return digests;
  }

  async #read(seq: number) {
    const key = captureKey(this.source, seq);
    const object = await this.archive.get(key);
    if (!object) return undefined;
    const capture = await decodeCapture(key, object.body);
    this.#headers.set(seq, capture.header);
    return capture;
  }
}
