import { constants } from 'node:os';
import { Command, CommanderError, type OutputConfiguration } from 'commander';
import type { CommandContext, Configuration } from './command';
import { COMMANDS, type CommandEntry, type CommandGroup } from './commands';
import type { Entry } from './connect/ask-credential';
import { EXIT_CODE, EXIT_CODE_HELP } from './exit-codes';
import { maskArguments } from './mask-arguments';
import { fitHelp, helpWidth } from './terminal/fit-help';
import { refuseWrongUsage } from './wrong-usage';

const { version }: { readonly version: string } = require('../package.json');

const HELP = `
Every command has its own help and examples: npx keepwatch status --help.

${EXIT_CODE_HELP}

Guides: docs/operate.md, docs/search.md, docs/detections.md, docs/runbook.md.
Type npx keepwatch inside the clone: elsewhere npx would install a stranger's
package of that name. npx --no-install keepwatch never installs one.`;

const HELP_OUTPUT: OutputConfiguration = {
  writeOut: (text) => void process.stdout.write(fitHelp(text)),
  writeErr: (text) => void process.stderr.write(fitHelp(text)),
  getOutHelpWidth: helpWidth,
  getErrHelpWidth: helpWidth,
};

/**
 * Runs `keepwatch` with these arguments. `entry` is standard input.
 * Throws `UsageError` when the arguments are wrong, and what the commands throw; no message holds a secret of the arguments.
 */
export async function runProgram(
  argv: readonly string[],
  configuration: Configuration,
  entry: Entry = process.stdin,
): Promise<void> {
  try {
    await program({ ...configuration, entry }).parseAsync(withoutHelpCommand(argv), { from: 'user' });
  } catch (error) {
    // Ctrl-C at a question: inquirer's own way of saying so.
    if (error instanceof Error && error.name === 'ExitPromptError') {
      process.stderr.write('Stopped. Nothing was changed.\n');
      process.exitCode = 128 + constants.signals.SIGINT;
      return;
    }
    if (!(error instanceof CommanderError)) throw masked(error, argv);
    // Help or version was shown: because it was requested, or because there was no command.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODE.wrongUsage;
  }
}

function masked(error: unknown, argv: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack } = error;
  error.message = maskArguments(message, argv);
  if (stack !== undefined) error.stack = maskArguments(stack, argv);
  return error;
}

// commander's own help command would show a command that is not loaded.
function withoutHelpCommand(argv: readonly string[]): string[] {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
  // With --help, commander ignores an unknown command.
  return namesUnknownCommand(words) ? words.filter((word) => !['--help', '-h'].includes(word)) : words;
}

function namesUnknownCommand(words: readonly string[]): boolean {
  let entries: readonly (CommandEntry | CommandGroup)[] = COMMANDS;
  for (const word of words) {
    if (word.startsWith('-')) return false;
    const found = entries.find(({ name }) => name === word);
    if (found === undefined) return true;
    if ('load' in found) return false;
    entries = found.commands;
  }
  return false;
}

function program(context: CommandContext): Command {
  const keepwatch = new Command('npx keepwatch')
    .description('Collect SaaS audit logs as evidence, search them, and watch over them.')
    .version(version, '--version', 'print the version')
    .addHelpText('after', HELP);
  addCommands(keepwatch, COMMANDS, context);
  return keepwatch;
}

function addCommands(
  parent: Command,
  entries: readonly (CommandEntry | CommandGroup)[],
  context: CommandContext,
): void {
  const loads = new Map<Command, CommandEntry['load']>();
  for (const entry of entries) {
    const command = new Command(entry.name).description(entry.description);
    if ('load' in entry) loads.set(command, entry.load);
    else addCommands(command, entry.commands, context);
    parent.addCommand(command);
  }
  parent.helpCommand(false).hook('preSubcommand', (_, command) => {
    loads.get(command)?.().defineCommand(command, context);
  });
  for (const command of [parent, ...loads.keys()]) {
    command.configureOutput(HELP_OUTPUT);
    refuseWrongUsage(command);
  }
}
