import { KeepwatchError } from '../../lambda/errors';
import { ConfigurationError } from '../../lib/configuration-error';
import { awsProblem, failureReason } from '../place/stack/aws-failure';
import { onError } from './colours';
import { terminalLines, terminalText } from './terminal-text';

/** Prints on standard error why a command failed. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`${onError.red('Failed:')} ${failureText(error)}\n`);
}

// Keepwatch's own errors and missing AWS access explain themselves. Anything else is a bug: its stack helps to fix it.
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return terminalText(String(error), 800);
  const isExplained =
    error instanceof KeepwatchError || error instanceof ConfigurationError || awsProblem(error) !== undefined;
  if (!isExplained) return terminalLines(error.stack ?? error.message);
  const says = error instanceof ConfigurationError ? error.message : failureReason(error);
  return says
    .split('\n')
    .map((line) => terminalText(line, 800))
    .join('\n');
}
