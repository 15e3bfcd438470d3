const decoder = new TextDecoder();
const REPLACED = '\ufffd';
// Each sequence of UTF-8, its bytes as characters, or one byte that is part of none.
// https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506
const SEQUENCE =
  /[^\x80-\xff]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/**
 * Decodes UTF-8 so that different bytes stay different: a byte that is no UTF-8 becomes U+FFFD and its two hex digits.
 * In a text with such bytes, so do those of a U+FFFD that was sent.
 */
export function exactText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  if (!text.includes(REPLACED) || isUtf8(bytes)) return text;
  return Buffer.from(bytes).toString('latin1').replace(SEQUENCE, decodeSequence);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decodeSequence(sequence: string): string {
  const bytes = Buffer.from(sequence, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes(REPLACED) ? [...bytes].map((byte) => REPLACED + byte.toString(16)).join('') : text;
}
