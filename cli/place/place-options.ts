import { Option } from 'commander';
import { terminalText } from '../terminal/terminal-text';
import { directoryOption } from './directory/directory-option';
import type { LakeOptions } from './open-engine';

const DEFAULT_LAKE = '.keepwatch';

/** `--lake`: the directory that a command is about. */
export function lakeOption(description = 'directory that npm start has filled'): Option {
  return new Option('--lake <dir>', description).default(DEFAULT_LAKE);
}

/** `--stack`: the stack that it is about instead. */
export function stackOption(description = 'deployed stack instead'): Option {
  return new Option('--stack <name>', description).conflicts('lake');
}

/** What has to be typed behind a command to have it about the same place, a blank in front; empty where nothing has to be. */
export function placeOptions({ lake, stack }: LakeOptions): string {
  if (stack !== undefined) return ` --stack ${terminalText(stack)}`;
  return lake === DEFAULT_LAKE ? '' : ` ${directoryOption(lake)}`;
}
