import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SettingError } from '../../../lambda/errors';
import { terminalText } from '../../terminal/terminal-text';

/** The lake in a directory that `npm start` has filled. Throws `SettingError` when there is none. */
export function lakeDirectory(directory: string): string {
  const lake = join(directory, 'lake');
  if (existsSync(lake)) return lake;
  throw new SettingError(`--lake: ${terminalText(directory, 200)} holds no lake. Run ${fillCommand(directory)} first.`);
}

/** The command that fills it. */
export function fillCommand(directory: string): string {
  return `npx keepwatch start --lake ${terminalText(directory, 200)}`;
}
