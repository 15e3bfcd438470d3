import { clipped } from '../schema/printable';

/** Where a run tells what it does: structured lines, never a secret, never a whole record. */
export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * Lines for CloudWatch Logs; Lambda's JSON log format adds time, level and request id.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const consoleLogger: Logger = {
  info: (message, fields) => console.info(line(message, fields)),
  warn: (message, fields) => console.warn(line(message, fields)),
  error: (message, fields) => console.error(line(message, fields)),
};

// CloudWatch cuts an event of more than 256 KB in two, and then neither is JSON.
const LONGEST_TEXT = 2_000;

function line(message: string, fields: Readonly<Record<string, unknown>> = {}) {
  return { message, ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)])) };
}

// As JSON, an error within an object would be empty.
function shown(value: unknown): unknown {
  const text = value instanceof Error ? `${value}` : value;
  return typeof text === 'string' ? clipped(text, LONGEST_TEXT) : text;
}
