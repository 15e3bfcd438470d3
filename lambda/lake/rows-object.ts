import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { LakeError } from '../errors';
import { compress } from '../platform/compress';
import type { ObjectStore } from '../platform/object-store';
import type { Receipt } from './receipt';

/** What a receipt says of one object of rows. */
export type Output = Receipt['outputs'][number];

// Texts in rows have more escapes than in the capture, of which at most 64 MiB are read.
const LARGEST_ROWS_BYTES = 256 * 1024 * 1024;

/**
 * Writes rows, each given as JSON text, as one object: gzip of a line for each. Half a character, which JSON can escape but
 * no text can hold, becomes U+FFFD and its four hex digits: DuckDB would refuse the whole object.
 */
export async function writeRows(
  lake: ObjectStore,
  key: string,
  table: string,
  rows: readonly string[],
): Promise<Output> {
  const ndjson = Buffer.from(rows.map((row) => `${wholeCharacters(row)}\n`).join(''));
  await lake.put(key, compress(ndjson, 'small'));
  return outputOf(key, table, rows.length, ndjson);
}

// What JSON.stringify escapes beginning with \ud is half a character; a backslash that is escaped itself begins nothing.
function wholeCharacters(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (whole, half: string | undefined) =>
    half === undefined ? whole : `\ufffd${half}`,
  );
}

/** The rows of an object, each as JSON text. Throws `LakeError` naming the key when it holds none. */
export function readRows(key: string, object: Uint8Array): readonly string[] {
  return inflate(key, object).toString('utf8').trimEnd().split('\n');
}

/** What a receipt says of an object that stands there already. Throws `LakeError` when it cannot be read. */
export function describeRows(key: string, table: string, object: Uint8Array): Output {
  const ndjson = inflate(key, object);
  return outputOf(key, table, ndjson.filter((byte) => byte === 0x0a).length, ndjson);
}

function inflate(key: string, object: Uint8Array): Buffer {
  try {
    return gunzipSync(object, { maxOutputLength: LARGEST_ROWS_BYTES });
  } catch (cause) {
    throw new LakeError(`${key} does not hold readable rows. Delete its receipt and process its capture again.`, {
      cause,
    });
  }
}

// The digest is of the rows before compression, which does not depend on a zlib's version.
function outputOf(key: string, table: string, rows: number, ndjson: Buffer): Output {
  return { key, table, rows, sha256: createHash('sha256').update(ndjson).digest('hex') };
}
