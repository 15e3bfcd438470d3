import { Option } from 'commander';
import { directoryPath } from '../options/directory-path';
import { terminalText } from '../terminal/terminal-text';
import { directoryOption } from './directory/directory-option';

/** Where a command works: the directory that `start` has filled, or a deployed stack instead. */
export interface PlaceOptions {
  readonly lake: string;
  readonly stack?: string;
}

const DEFAULT_LAKE = '.keepwatch';

/** `--lake`: the directory. */
export function lakeOption(description = 'directory that start has filled'): Option {
  return new Option('--lake <dir>', description).argParser(directoryPath).default(DEFAULT_LAKE);
}

/** `--stack`: the stack instead. */
export function stackOption(description = 'deployed stack instead'): Option {
  return new Option('--stack <name>', description).conflicts('lake');
}

/** The option that makes a suggested command work on the same place, after a blank; empty where the default does. */
export function placeArguments({ lake, stack }: PlaceOptions): string {
  if (stack !== undefined) return ` --stack ${terminalText(stack)}`;
  return lake === DEFAULT_LAKE ? '' : ` ${directoryOption(lake)}`;
}
