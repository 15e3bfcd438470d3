import { constants } from 'node:os';
import { Command, CommanderError } from 'commander';
import { SettingError } from '../lambda/errors';
import { backfillCommand } from './backfill/backfill-command';
import { capturesShowCommand } from './captures/show-command';
import type { Entry } from './connect/ask-credential';
import { connectCommand } from './connect/connect-command';
import { detectionsCoverageCommand } from './detections/coverage-command';
import { detectionsDocsCommand } from './detections/docs-command';
import { detectionsListCommand } from './detections/list-command';
import { detectionsPreviewCommand } from './detections/preview-command';
import { detectionsTestCommand } from './detections/test-command';
import { doctorCommand } from './doctor/doctor-command';
import type { SourceAccess } from './place/source-access';
import { queryCommand } from './query/query-command';
import { replayCommand } from './replay/replay-command';
import { reportCommand } from './report/report-command';
import { simulateCommand } from './simulate/simulate-command';
import { statusCommand } from './status/status-command';
import { terminalText } from './terminal/terminal-text';
import { verifyCommand } from './verify/verify-command';

/**
 * Runs the operator's command. `sources` are those of the configuration, `entry` is standard input.
 * Throws `SettingError` when the arguments are wrong, and what the commands throw.
 */
export async function runProgram(
  argv: readonly string[],
  sources: () => readonly SourceAccess[],
  entry: Entry = process.stdin,
): Promise<void> {
  try {
    await program(sources, entry).parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Ctrl-C at a question: inquirer's own way of saying so.
    if (error instanceof Error && error.name === 'ExitPromptError') {
      process.stderr.write('Stopped. Nothing was changed.\n');
      process.exitCode = 128 + constants.signals.SIGINT;
      return;
    }
    if (!(error instanceof CommanderError)) throw error;
    // Help was shown: because it was asked for, or because nothing was.
    process.exitCode = error.exitCode;
  }
}

function program(sources: () => readonly SourceAccess[], entry: Entry): Command {
  const detections = new Command('detections').description(
    'rules: what they are, whether they work, what they would raise',
  );
  for (const command of [
    detectionsListCommand(),
    detectionsTestCommand(),
    detectionsPreviewCommand(),
    detectionsCoverageCommand(sources),
    detectionsDocsCommand(),
  ]) {
    detections.addCommand(command);
  }
  const keepwatch = new Command('npx keepwatch')
    .description('Look after Keepwatch: its rules, and what it has kept.')
    .addCommand(backfillCommand(sources))
    .addCommand(new Command('captures').description('what was kept, as it came').addCommand(capturesShowCommand()))
    .addCommand(connectCommand(sources, entry))
    .addCommand(detections)
    .addCommand(doctorCommand(sources))
    .addCommand(queryCommand())
    .addCommand(replayCommand())
    .addCommand(reportCommand())
    .addCommand(simulateCommand())
    .addCommand(statusCommand(sources))
    .addCommand(verifyCommand())
    .addHelpText('after', '\nnpx keepwatch start --help tells of collecting on a laptop; docs/ of everything else.');
  refuseInOneLine(keepwatch, keepwatch.name());
  return keepwatch;
}

// As every other failure: in one line, of which nothing steers the terminal.
function refuseInOneLine(command: Command, path: string): void {
  command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    if (error.code.startsWith('commander.help')) throw error;
    throw new SettingError(`${problemOf(error)}. See ${path} --help.`);
  });
  for (const inner of command.commands) refuseInOneLine(inner, `${path} ${inner.name()}`);
}

function problemOf({ message }: CommanderError): string {
  // Somebody may give a key as an option that there is not.
  const line = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^(unknown option '[^'=]*=).*$/, "$1…'");
  return terminalText(line.replace(/\.$/, ''), 200);
}
