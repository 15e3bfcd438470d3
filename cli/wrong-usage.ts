import type { Command, CommanderError } from 'commander';
import { nearName } from '../lambda/schema/near-name';
import { UsageError } from './exit-codes';
import { terminalText } from './terminal/terminal-text';

/** Has a command refuse wrong arguments with a `UsageError` of one line. */
export function refuseWrongUsage(command: Command): void {
  command.configureOutput({ outputError: () => {} });
  command.exitOverride((error) => {
    if (error.exitCode === 0 || error.code.startsWith('commander.help')) throw error;
    throw new UsageError(terminalText(`${problemOf(command, error)} See ${pathOf(command)} --help.`, 400));
  });
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

// commander quotes values whole, and one may be a key.
function problemOf(command: Command, { code, message }: CommanderError): string {
  const [, option = '', other = ''] = /option '([^']*)'(?:.* option '([^']*)')?/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(command, /unknown option '(.*?)'(?:\n\(Did you|$)/s.exec(message)?.[1] ?? '');
    case 'commander.unknownCommand':
      return unknownCommand(command, command.args[0] ?? '');
    case 'commander.excessArguments':
      return `Too many arguments: expected ${command.registeredArguments.length}, received ${command.args.length}.`;
    case 'commander.missingArgument':
      return `Missing argument <${/'([^']*)'/.exec(message)?.[1]}>.`;
    case 'commander.optionMissingArgument':
      return `${option} needs a value.`;
    case 'commander.missingMandatoryOptionValue':
      return `Missing option ${option}.`;
    case 'commander.conflictingOption':
      return `${nameOf(option)} cannot be combined with ${nameOf(other)}.`;
    case 'commander.invalidArgument': {
      const value = /argument '(.*)' is invalid/s.exec(message)?.[1] ?? '';
      const choices = command.options.find(({ flags }) => flags === option)?.argChoices ?? [];
      return `${nameOf(option)}: ${terminalText(value)} is not allowed; use ${choices.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`;
    }
    default:
      return 'The arguments are not allowed.';
  }
}

function unknownOption(command: Command, given: string): string {
  // Of -kSECRET and --key=SECRET, only the name, and only when it is nearly an option: --SECRET is possible too.
  const name = given.startsWith('--') ? given.replace(/=.*$/s, '') : given.slice(0, 2);
  const names = command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? [])
    .filter((long) => long !== '--help');
  if (names.includes(name)) return `${name} takes no value.`;
  const near = nearName(name, names);
  if (near !== undefined) return `Unknown option ${name}.${meant(near)}`;
  return names.length === 0 ? 'Unknown option.' : `Unknown option. Available: ${names.join(', ')}.`;
}

// The word is not repeated: it may be a key.
function unknownCommand(command: Command, given: string): string {
  const names = command.commands.map((each) => each.name());
  const near = nearName(given, names);
  return near === undefined ? `Unknown command. Use ${names.join(', ')}.` : `Unknown command ${given}.${meant(near)}`;
}

function meant(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean ${name}?`;
}

function nameOf(flags: string): string {
  return flags.replace(/ .*$/, '');
}
