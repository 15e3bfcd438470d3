import { clipped } from '../schema/printable';

/** The port for log lines: structured, without secrets and whole records. */
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

// CloudWatch splits events of more than 256 KB, and the parts are not JSON.
const LONGEST_TEXT = 2_000;

function line(message: string, fields: Readonly<Record<string, unknown>> = {}) {
  return { message, ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)])) };
}

// JSON.stringify would make an error an empty object.
function shown(value: unknown): unknown {
  const text = value instanceof Error ? `${value}` : value;
  return typeof text === 'string' ? clipped(text, LONGEST_TEXT) : text;
}
