import * as z from 'zod/mini';

// Every message completes the sentence "…is not allowed; use".

/** A whole number within bounds, of the unit that the message names. */
export function wholeNumber(from: number, to: number, of: string) {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
    `a whole number of ${of} from ${from} to ${to}`,
  );
}

/** A text that is allowed. */
export function text(allowed: (text: string) => boolean, message: string) {
  return z.custom<string>((value) => typeof value === 'string' && allowed(value), message);
}

/** What `-c` gives is text. Text that is not JSON stays as it is, for the schema to refuse. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
