import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ArchiveError, NewerFormatError } from '../errors';
import { PREFIX, SOURCE_NAME } from '../names';
import { compress } from '../platform/compress';
import { parseStored } from '../platform/stored-format';
import { DEFAULT_KIND, FORMATS, isSourceKind, type SourceKind } from '../sources/formats';
import { isLogType, type LogType } from '../sources/log-types';

const instant = z.iso.datetime();
const parameters = z.record(z.string(), z.union([z.string(), z.number()]));

const headerFields = z.object({
  /** Version of this format. */
  v: z.literal(1),
  source: z.string().check(z.regex(SOURCE_NAME)),
  /** Which kind of source sent the body. The first captures do not have it. */
  kind: z._default(z.custom<SourceKind>(isSourceKind), DEFAULT_KIND),
  logType: z.custom<LogType>(isLogType),
  seq: z.int().check(z.positive()),
  /** When the response was complete; the `p_parse_time` of its events. */
  capturedAt: instant,
  mode: z.enum(['poll', 'sweep', 'backfill', 'push']),
  /** Never a secret. */
  request: z.object({ path: z.string(), query: parameters }),
  response: z.object({ status: z.int(), requestId: z.nullable(z.string()) }),
  /** Records in the body. */
  count: z.int().check(z.nonnegative()),
  /** Positions of the records that the archive already had, ascending; the processor skips them. */
  duplicates: z.custom<readonly number[]>(isAscending),
  /** Oldest and newest processing time of the new records; null if they have none. */
  range: z.nullable(z.object({ oldest: instant, newest: instant })),
  /** Newest processing time in this and all earlier captures. */
  watermark: z.nullable(instant),
  /** The request with which polling continues, and the newest processing time that polling has reached. */
  resume: z.object({ request: parameters, polledTo: z.nullable(instant) }),
  /** The capture before this one and the digest of its object: the chain. */
  previous: z.nullable(z.object({ seq: z.int(), sha256: z.string() })),
});

const headerSchema = headerFields.check(
  z.refine(({ count, duplicates }) => (duplicates.at(-1) ?? -1) < count),
  z.refine(({ kind, logType }) => FORMATS[kind].logType.schema.schema === logType),
);

/** The first line of a capture: the request, the response, which records were new, and how polling continues. */
export type CaptureHeader = Readonly<z.infer<typeof headerSchema>>;
/** Why a page was requested. */
export type CaptureMode = CaptureHeader['mode'];
/** How polling continues after a capture. */
export type Resume = CaptureHeader['resume'];

// Ten times ten thousand duplicates and two cursors. Parsing much longer lines could exhaust the memory.
const LONGEST_HEADER_BYTES = 1024 * 1024;
/** The API clients take at most 32 MiB of body: an object that inflates to more than twice that is not our capture. */
export const LARGEST_CAPTURE_BYTES = 64 * 1024 * 1024;

/**
 * The object of a capture: gzip of the header as one line of JSON, then the body byte for byte.
 * Throws `ArchiveError` when it would be too large to read back: a committed object cannot be repaired.
 */
export function encodeCapture(header: CaptureHeader, body: Uint8Array): Uint8Array {
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const bytes = line.length + body.length;
  if (line.length > LONGEST_HEADER_BYTES || bytes > LARGEST_CAPTURE_BYTES) {
    throw new ArchiveError(
      `The response for ${captureKey(header.source, header.seq)} is too large to archive: ${bytes} bytes, ${line.length} of them its header; ${LARGEST_CAPTURE_BYTES} and ${LONGEST_HEADER_BYTES} are allowed. Nothing was committed.`,
    );
  }
  return compress(Buffer.concat([line, body]), 'fast');
}

/** A capture as it was read: its header, and the response byte for byte. */
export interface Capture {
  readonly header: CaptureHeader;
  readonly body: Uint8Array;
}

/**
 * Reads a capture back. Throws `NewerFormatError`, or `ArchiveError` naming the key when the object is not a capture or
 * not that one.
 */
export function decodeCapture(key: string, object: Uint8Array): Capture {
  try {
    const bytes = gunzipSync(object, { maxOutputLength: LARGEST_CAPTURE_BYTES });
    const lineEnd = bytes.indexOf(0x0a);
    if (lineEnd > LONGEST_HEADER_BYTES) throw new Error(`its header has ${lineEnd} bytes`);
    const header = parseStored(key, bytes.toString('utf8', 0, lineEnd), { version: 1, schema: headerSchema });
    if (captureKey(header.source, header.seq) !== key)
      throw new Error(`its header says ${header.source} ${header.seq}`);
    return { header, body: bytes.subarray(lineEnd + 1) };
  } catch (cause) {
    throw cause instanceof NewerFormatError ? cause : unreadable(key, cause);
  }
}

/** The records of a capture. Throws `ArchiveError` naming its key when its body is not what its header says. */
export function captureRecords(
  { header, body }: Capture,
  readRecords: (body: Uint8Array) => readonly unknown[],
): readonly unknown[] {
  const key = captureKey(header.source, header.seq);
  try {
    const records = readRecords(body);
    if (records.length !== header.count) throw new Error(`its header says ${header.count} records`);
    return records;
  } catch (cause) {
    throw unreadable(key, cause);
  }
}

function unreadable(key: string, cause: unknown): ArchiveError {
  const message = `${key} is not a readable capture. See docs/operate.md#what-verify-says.`;
  return new ArchiveError(message, { cause });
}

// Positions from 0 on, without repetition.
function isAscending(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((position, i) => Number.isSafeInteger(position) && position > (value[i - 1] ?? -1))
  );
}

/** Key of a capture: twelve digits and no date, so that two writers compete for the same key. */
export function captureKey(source: string, seq: number): string {
  return `${capturePrefix(source)}${String(seq).padStart(12, '0')}.json.gz`;
}

/** Prefix of the keys of one source's captures. */
export function capturePrefix(source: string): string {
  return `${PREFIX.captures}${source}/`;
}

/** Source and number in a capture's key; undefined for other keys. */
export function parseCaptureKey(key: string): { readonly source: string; readonly seq: number } | undefined {
  const [, source = '', digits = ''] = /^captures\/([^/]+)\/(\d{12})\.json\.gz$/.exec(key) ?? [];
  return SOURCE_NAME.test(source) ? { source, seq: Number(digits) } : undefined;
}

/** SHA-256 of an object's bytes, in hex. */
export function objectDigest(object: Uint8Array): string {
  return createHash('sha256').update(object).digest('hex');
}
