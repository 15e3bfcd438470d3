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
  info: (message, fields) => console.info({ message, ...fields }),
  warn: (message, fields) => console.warn({ message, ...fields }),
  error: (message, fields) => console.error({ message, ...fields }),
};
