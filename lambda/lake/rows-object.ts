import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { LakeError } from '../errors';
import { compress } from '../platform/compress';
import type { ObjectStore } from '../platform/object-store';
import type { Receipt } from './receipt';

/** The entry of one object of rows in a receipt. */
export type Output = Receipt['outputs'][number];

// Texts have more escapes in rows than in the capture, which has at most 64 MiB.
const LARGEST_ROWS_BYTES = 256 * 1024 * 1024;

/**
 * Writes rows, each a JSON text, as one object: gzip of one line for each. Half a character, which JSON can escape but
 * UTF-8 cannot hold, becomes U+FFFD and its four hex digits: DuckDB would refuse the whole object.
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

// In the output of JSON.stringify, an escape that starts with \ud is half a character. An escaped backslash starts none.
function wholeCharacters(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (whole, half: string | undefined) =>
    half === undefined ? whole : `\ufffd${half}`,
  );
}

/** The rows of an object, each as JSON text. Throws `LakeError` naming the key when it is damaged. */
export function readRows(key: string, object: Uint8Array): readonly string[] {
  return inflate(key, object).toString('utf8').trimEnd().split('\n');
}

/** The entry for a receipt of an object that was written before. Throws `LakeError` when it is damaged. */
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

// The digest is of the uncompressed rows, so that it does not depend on the version of zlib.
function outputOf(key: string, table: string, rows: number, ndjson: Buffer): Output {
  return { key, table, rows, sha256: createHash('sha256').update(ndjson).digest('hex') };
}
