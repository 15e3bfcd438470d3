import { stripVTControlCharacters } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { terminalWidth } from './plain-table';

const LEAST_WIDTH = 20;

/**
 * A text behind what stands in front of it. On a terminal it goes on below itself where a line is full; a key or a digest
 * stays whole, to be copied. In a pipe it is one line.
 */
export function hangingText(front: string, text: string): string {
  if (!process.stdout.isTTY) return front + text;
  const indent = stripVTControlCharacters(front).length;
  const lines = wrapAnsi(text, Math.max(terminalWidth() - indent, LEAST_WIDTH));
  return front + lines.replaceAll('\n', `\n${' '.repeat(indent)}`);
}
