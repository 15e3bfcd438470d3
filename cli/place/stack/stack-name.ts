import { SettingError } from '../../../lambda/errors';
import { STACK_NAME } from '../../../lib/stack-names';
import { terminalText } from '../../terminal/terminal-text';

/** What `--stack` names, when it can be the name of a stack. Throws `SettingError`. */
export function checkedStackName(name: string): string {
  if (STACK_NAME.test(name)) return name;
  throw new SettingError(`--stack: ${terminalText(name)} is no name of a stack.`);
}
