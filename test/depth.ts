import { MendableError } from './mendable-error';

// `npm test` is quick: each kind of test with few cases. `.ci/run` sets KEEPWATCH_DEPTH=full.
const { KEEPWATCH_DEPTH = 'quick' } = process.env;
if (!['quick', 'full'].includes(KEEPWATCH_DEPTH)) {
  throw new MendableError(`KEEPWATCH_DEPTH is ${JSON.stringify(KEEPWATCH_DEPTH)}. Use quick or full.`);
}

/** Options of fast-check: a run of mutations needs no smallest counterexample, which takes minutes to find. */
export const SHRINKING = { endOnFailure: process.env.KEEPWATCH_SHRINK === 'no' };

/** Whether all cases run. */
export const IS_FULL = KEEPWATCH_DEPTH === 'full';

/** How many cases run: all, or of these one in so many, at least one. */
export function caseCount(all: number, oneIn: number): number {
  return IS_FULL ? all : Math.ceil(all / oneIn);
}

/** The cases that run: all, or of these every n-th, the first included. */
export function someOf<T>(cases: readonly T[], oneIn: number): readonly T[] {
  return IS_FULL ? cases : cases.filter((_, i) => i % oneIn === 0);
}
