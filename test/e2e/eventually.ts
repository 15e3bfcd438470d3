import { setTimeout as wait } from 'node:timers/promises';

const BETWEEN_LOOKS_MS = 250;

/** Looks until something is there. Throws when the seconds are over, naming what was waited for. */
export async function eventually<T>(what: string, seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} seconds in vain: ${what}.`);
    await wait(BETWEEN_LOOKS_MS);
  }
}
