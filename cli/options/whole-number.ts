import { UsageError } from '../exit-codes';
import { terminalText } from '../terminal/terminal-text';

/** The whole number in an option. Throws `UsageError` when it is not from `least` to `most`. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${option}: ${terminalText(text)} is not allowed; use a whole number from ${least} to ${most}.`);
}
