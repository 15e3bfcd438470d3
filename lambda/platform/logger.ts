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

// As JSON, an error within an object would be empty.
function line(message: string, fields: Readonly<Record<string, unknown>> = {}) {
  const entries = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? `${value}` : value]);
  return { message, ...Object.fromEntries(entries) };
}
