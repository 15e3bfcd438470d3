import { STACK_NAME } from '../../../lib/stack-names';
import { UsageError } from '../../exit-codes';
import { terminalText } from '../../terminal/terminal-text';

/** Checks the value of `--stack`. Throws `UsageError` when it cannot be the name of a stack. */
export function checkedStackName(name: string): string {
  if (STACK_NAME.test(name)) return name;
  throw new UsageError(`--stack: ${terminalText(name)} is not the name of a stack.`);
}
