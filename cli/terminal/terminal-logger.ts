import type { Logger } from '../../lambda/platform/logger';
import { onError } from './colours';
import { terminalText } from './terminal-text';

/** A logger for people: keeps warnings until a progress bar has left the terminal; what went well, the summary tells. */
export class TerminalLogger implements Logger {
  readonly #lines: string[] = [];

  info(): void {}

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#lines.push(onError.yellow(`${message} ${onError.dim(describe(fields))}`));
  }

  error(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#lines.push(onError.red(`${message} ${onError.dim(describe(fields))}`));
  }

  /** Writes what was kept to standard error. */
  flush(): void {
    for (const line of this.#lines.splice(0)) process.stderr.write(`${line}\n`);
  }
}

function describe(fields: Readonly<Record<string, unknown>>): string {
  // There is one source on a laptop, and the summary names it.
  return Object.entries(fields)
    .filter(([name]) => name !== 'source')
    .map(([name, value]) => `${name}=${terminalText(value instanceof Error ? value.message : String(value), 200)}`)
    .join(' ');
}
