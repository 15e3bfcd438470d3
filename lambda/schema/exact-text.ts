const REPLACED = '\ufffd';
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const BYTES_OF_A_MARK = Buffer.byteLength(`${REPLACED}ff`);

/**
 * Decodes UTF-8 and keeps different bytes different: a byte that is not UTF-8 becomes U+FFFD and its two hex digits.
 * A byte order mark is dropped.
 */
export function exactText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.includes(REPLACED) && !isUtf8(bytes) ? markedText(Buffer.from(bytes)) : text;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

// Writes bytes: a page of binary data, with a string for each byte, would exceed the function's memory.
function markedText(bytes: Buffer): string {
  const marked = Buffer.allocUnsafe(bytes.length * BYTES_OF_A_MARK);
  let end = 0;
  for (let at = bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) end += marked.write(REPLACED + (bytes[at] ?? 0).toString(16), end);
    for (let i = at; i < at + length; i++) marked[end++] = bytes[i] ?? 0;
    at += Math.max(length, 1);
  }
  return marked.toString('utf8', 0, end);
}

// 0 where no well-formed character begins.
// https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (!isWithin(bytes[at + 1], lowest, highest)) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = at + 2; i < at + length; i++) if (!isWithin(bytes[i], 0x80, 0xbf)) return 0;
  return length;
}

function isWithin(byte: number | undefined, lowest: number, highest: number): boolean {
  return byte !== undefined && byte >= lowest && byte <= highest;
}
