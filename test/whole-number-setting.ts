import { MendableError } from './mendable-error';

/** The whole number that an environment variable holds, or something else when it is not set. */
export function wholeNumberSetting<T>(name: string, otherwise: T, least?: number): number | T {
  const text = process.env[name];
  return text === undefined ? otherwise : wholeNumber(name, text, least);
}

/** Reads a whole number. What is none would let a suite pass that has tried nothing. */
export function wholeNumber(name: string, text: string, least = Number.MIN_SAFE_INTEGER): number {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  const bound = least === Number.MIN_SAFE_INTEGER ? '' : ` of ${least} or more`;
  throw new MendableError(`${name} is ${JSON.stringify(text)}: it must be a whole number${bound}.`);
}
