import { gunzipSync } from 'node:zlib';
import { canonical } from './canonical';
import { asList, asObject, type Json } from './formats';

/** Where a capture that was no poll says of polling's position something else than the capture before it. */
export function movedPositions(captures: ReadonlyMap<string, Uint8Array>): string[] {
  const headers = headersOf(captures);
  return headers.flatMap(({ key, header }, i) => {
    const before = headers[i - 1];
    if (header.mode === 'poll' || before === undefined) return [];
    return canonical(header.resume) === canonical(before.header.resume) ? [] : [`${key} moved the position of polling`];
  });
}

/** Why captures were made, and how many of them for the sake of the position alone: polls of nothing but duplicates. */
export function keptPositions(captures: ReadonlyMap<string, Uint8Array>) {
  const headers = headersOf(captures).map(({ header }) => header);
  const isKept = ({ mode, count, duplicates }: Json) => mode === 'poll' && asList(duplicates).length === count;
  return { modes: new Set(headers.map(({ mode }) => mode)), positions: headers.filter(isKept).length };
}

function headersOf(
  captures: ReadonlyMap<string, Uint8Array>,
): readonly { readonly key: string; readonly header: Json }[] {
  return [...captures.keys()].sort().map((key) => {
    const [line = ''] = gunzipSync(captures.get(key) ?? '')
      .toString()
      .split('\n', 1);
    return { key, header: asObject(JSON.parse(line)) };
  });
}
