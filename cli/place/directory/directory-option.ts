import { terminalText } from '../../terminal/terminal-text';

/** `--lake` with a directory, as a shell takes it: what is printed can be copied. */
export function directoryOption(directory: string): string {
  const path = terminalText(directory, 400);
  return `--lake ${/^[\w./@%+:=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}
