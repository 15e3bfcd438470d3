import * as z from 'zod/mini';

// Each message completes the sentence "… is not allowed; use".

/** A whole number within bounds. The message names the unit. */
export function wholeNumber(from: number, to: number, of: string) {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
    `a whole number of ${of} from ${from} to ${to}`,
  );
}

/** A text that fulfils a condition. */
export function text(allowed: (text: string) => boolean, message: string) {
  return z.custom<string>((value) => typeof value === 'string' && allowed(value), message);
}

/** Parses the text that `-c` gives. Text that is not JSON stays unchanged, and the schema rejects it. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
