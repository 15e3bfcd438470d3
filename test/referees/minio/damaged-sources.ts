import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { captureKey, encodeCapture } from '../../../lambda/archive/capture';
import { receiptKey } from '../../../lambda/lake/layout';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';
import { processCapture } from '../../../lambda/process/process-capture';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { watching } from '../../watching';
import type { Buckets } from './other-services';

const CAPTURES = 5;
const GARBAGE = 'garbage';
const EMPTY = new Uint8Array();

/** Damages one source of an archive whose policy somebody has lifted. */
type Damage = (source: DamagedSource) => Promise<void>;

/** What can happen to an archive, each to a source of its own, whose name says it. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  overwritten: (source) => source.put(3, GARBAGE),
  'overwritten-by-another': async (source) => {
    await source.put(3, source.another(3, 2));
    await source.process(3);
  },
  'newest-overwritten': async (source) => {
    await source.put(CAPTURES, source.another(CAPTURES, CAPTURES - 1));
    await source.process(CAPTURES);
  },
  hidden: (source) => source.hide(2),
  'newest-hidden': (source) => source.hide(CAPTURES),
  'hidden-and-used-again': async (source) => {
    await source.hide(4);
    await source.put(4, GARBAGE);
  },
  'two-in-a-row': async (source) => {
    await source.put(2, GARBAGE);
    await source.hide(3);
  },
  added: (source) => source.put(CAPTURES + 4, GARBAGE),
  'added-and-processed': async (source) => {
    await source.put(CAPTURES + 1, source.another(CAPTURES + 1, 2));
    await source.process(CAPTURES + 1);
  },
  'receipt-missing': (source) => source.lake.delete(receiptKey(source.name, 2)),
  'rows-missing': async (source) => source.lake.delete(await source.rowsOf(2)),
  'rows-damaged': async (source) => {
    await source.lake.put(await source.rowsOf(2), new TextEncoder().encode(GARBAGE));
  },
};

/** A source of five captures, all processed. */
export class DamagedSource {
  readonly archive: S3ObjectStore;
  readonly lake: S3ObjectStore;
  readonly #made: WatchedSource;

  constructor(
    private readonly s3: S3Client,
    private readonly buckets: Buckets,
    readonly name: string,
  ) {
    this.archive = new S3ObjectStore(s3, buckets.archive);
    this.lake = new S3ObjectStore(s3, buckets.lake);
    this.#made = new WatchedSource([], name);
  }

  async make(): Promise<void> {
    for (let i = 1; i <= CAPTURES; i += 1) this.#made.capture([{ at: i }], i);
    for (const [key, object] of this.#made.archive.objects) await this.archive.put(key, object, { kind: 'absent' });
    for (let seq = 1; seq <= CAPTURES; seq += 1) await this.process(seq);
  }

  async put(seq: number, Body: string | Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.buckets.archive, Key: captureKey(this.name, seq), Body }));
  }

  async hide(seq: number): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.buckets.archive, Key: captureKey(this.name, seq) }));
  }

  async process(seq: number): Promise<void> {
    await processCapture(watching(this), captureKey(this.name, seq));
  }

  /** A readable capture that records another one as the one before it. */
  another(seq: number, previous: number): Uint8Array {
    const other = new WatchedSource([], this.name);
    for (let i = 1; i <= seq; i += 1) other.capture([{ at: 60 + i, actor: 'eve' }], 60 + i);
    const { header, body } = other.read(seq);
    return encodeCapture({ ...header, previous: { seq: previous, sha256: '0'.repeat(64) } }, body);
  }

  /** Where the archive differs from what was made. */
  async changes(): Promise<readonly string[]> {
    const found = new Map<string, Uint8Array>();
    for await (const key of this.archive.list(`captures/${this.name}/`)) {
      found.set(key, (await this.archive.get(key))?.body ?? new Uint8Array());
    }
    const keys = new Set([...found.keys(), ...this.#made.archive.objects.keys()]);
    return [...keys]
      .filter((key) => Buffer.compare(found.get(key) ?? EMPTY, this.#made.archive.objects.get(key) ?? EMPTY) !== 0)
      .map((key) => `${this.buckets.archive}/${key} is not what was archived first`);
  }

  async rowsOf(seq: number): Promise<string> {
    for await (const key of this.lake.list('events/')) {
      if (key.endsWith(`/${this.name}-${String(seq).padStart(12, '0')}.json.gz`)) return key;
    }
    throw new Error(`capture ${seq} of ${this.name} has no rows`);
  }
}
