import { performance } from 'node:perf_hooks';

// Ends the line of the step that is under way.
let endLine: ((how: string) => void) | undefined;

/** One line for a person: what is done, and when it is done, how long it took. Gives what the step gives. */
export async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const end = (how: string) => {
    // A step that was stopped fails after that, and has been told.
    if (endLine !== end) return;
    endLine = undefined;
    process.stdout.write(`${how}${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
  };
  endLine = end;
  process.stdout.write(`${name} … `);
  try {
    const result = await act();
    end('');
    return result;
  } catch (error) {
    end('FAILED after ');
    throw error;
  }
}

/** Says of the step that is under way that it was stopped. */
export function stopStep(): void {
  endLine?.('stopped after ');
}
