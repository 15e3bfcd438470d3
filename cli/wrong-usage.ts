import type { Command, CommanderError } from 'commander';
import { SettingError } from '../lambda/errors';
import { terminalText } from './terminal/terminal-text';

/** Has a command refuse wrong arguments with a `SettingError`: one line, in which nothing controls the terminal. */
export function refuseWrongUsage(command: Command): void {
  command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    if (error.exitCode === 0 || error.code.startsWith('commander.help')) throw error;
    throw new SettingError(`${problemOf(error)}. See ${pathOf(command)} --help.`);
  });
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function problemOf({ message }: CommanderError): string {
  // Somebody may give a key as an option that does not exist.
  const line = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^(unknown option '[^'=]*=).*$/, "$1…'");
  return terminalText(line.replace(/\.$/, ''), 200);
}
