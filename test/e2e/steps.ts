import { performance } from 'node:perf_hooks';

/** One line for a person: what is done, and when it is done, how long it took. Gives what the step gives. */
export async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(1)} s\n`;
  process.stdout.write(`${name} … `);
  try {
    const result = await act();
    process.stdout.write(seconds());
    return result;
  } catch (error) {
    process.stdout.write(`FAILED after ${seconds()}`);
    throw error;
  }
}
