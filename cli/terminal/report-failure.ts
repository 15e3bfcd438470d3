import { KeepwatchError } from '../../lambda/errors';
import { ConfigurationError } from '../../lib/configuration-error';
import { onError } from './colours';
import { terminalLines, terminalText } from './terminal-text';

/** Says on standard error why a command failed. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`${onError.red('Failed:')} ${failureText(error)}\n`);
}

// What Keepwatch explains itself takes a line for each thing; anything else is a fault of ours, and its stack helps to mend it.
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return terminalText(String(error), 800);
  const isExplained = error instanceof KeepwatchError || error instanceof ConfigurationError;
  if (!isExplained) return terminalLines(error.stack ?? error.message);
  return error.message
    .split('\n')
    .map((line) => terminalText(line, 800))
    .join('\n');
}
