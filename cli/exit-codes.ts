import { KeepwatchError } from '../lambda/errors';

/** The command line is wrong: an unknown option or command, a missing argument, a value that is not allowed. */
export class UsageError extends KeepwatchError {
  override readonly name = 'UsageError';
}

/** The exit codes of every command, beside 0 for success and those of signals (`stop-signals.ts`). */
export const EXIT_CODE = { failure: 1, wrongUsage: 2 } as const;

/** The exit code of a command that ended with this error. */
export function exitCodeOfFailure(error: unknown): number {
  return error instanceof UsageError ? EXIT_CODE.wrongUsage : EXIT_CODE.failure;
}

/** The table for `keepwatch --help`. */
export const EXIT_CODE_HELP = `Exit codes:
  0              success
  1              the command failed, or found something wrong
  2              wrong usage: an option, an argument or a value
  129, 130, 143  stopped by a closed terminal, Ctrl-C or SIGTERM`;
