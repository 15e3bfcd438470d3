import { stripVTControlCharacters } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { terminalWidth } from './plain-table';

const LEAST_WIDTH = 20;

/**
 * A text after a label. On a terminal it wraps with a hanging indent; a key or a digest stays whole, so that it can be copied.
 * In a pipe it is one line.
 */
export function hangingText(front: string, text: string): string {
  if (!process.stdout.isTTY) return front + text;
  const indent = stripVTControlCharacters(front).length;
  const lines = wrapAnsi(text, Math.max(terminalWidth() - indent, LEAST_WIDTH));
  return front + lines.replaceAll('\n', `\n${' '.repeat(indent)}`);
}
