import type { Logger } from '../../lambda/platform/logger';
import { onError } from './colours';
import { terminalText } from './terminal-text';

/** A logger for people. It holds warnings back while a progress bar is on the terminal, and omits what the summary reports. */
export class TerminalLogger implements Logger {
  readonly #lines: string[] = [];

  info(): void {}

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#lines.push(onError.yellow(`${message} ${onError.dim(describe(fields))}`));
  }

  error(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#lines.push(onError.red(`${message} ${onError.dim(describe(fields))}`));
  }

  /** Writes the held lines to standard error. */
  flush(): void {
    for (const line of this.#lines.splice(0)) process.stderr.write(`${line}\n`);
  }
}

function describe(fields: Readonly<Record<string, unknown>>): string {
  // A directory has one source, and the summary names it.
  return Object.entries(fields)
    .filter(([name]) => name !== 'source')
    .map(([name, value]) => `${name}=${terminalText(value instanceof Error ? value.message : String(value), 200)}`)
    .join(' ');
}
