import { clipped, UNPRINTABLE } from '../schema/printable';

/** A text from an event, safe to show in an email: one line, no control characters, no clickable web address. */
export function inertText(value: string, longest: number): string {
  const line = value.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '\ufffd');
  return clipped(inertLine(line), longest);
}

/**
 * Breaks what mail programs turn into links: web addresses.
 * They may also link a bare host name, but breaking these would break every email address too.
 */
export function inertLine(line: string): string {
  return line
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
    .replace(/\.(?=[a-z][a-z0-9-]{1,62}[/?#])/gi, '[.]');
}
