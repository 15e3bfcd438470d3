import { SettingError } from '../../lambda/errors';
import { terminalText } from '../terminal/terminal-text';

/** The number that an option was given. Throws `SettingError` when it is none from `least` to `most`. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new SettingError(
    `${option}: ${terminalText(text)} is not allowed; use a whole number from ${least} to ${most}.`,
  );
}
