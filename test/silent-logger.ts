import type { Logger } from '../lambda/platform/logger';

/** A logger that keeps what it is told, as text, for a test to look through. */
export class SilentLogger implements Logger {
  readonly lines: string[] = [];

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push(`info ${message} ${JSON.stringify(fields)}`);
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push(`warn ${message} ${JSON.stringify(fields)}`);
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push(`error ${message} ${JSON.stringify(fields)}`);
  }
}
