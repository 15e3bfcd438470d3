import { constants } from 'node:os';
import { reportFailure } from './report-failure';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ends the program at Ctrl-C, once what is under way has been ended, and says so in a line.
 * Answers what gives the signals back.
 */
export function stopOnSignal(end: () => Promise<void>, says = 'Stopped.'): () => void {
  const stop = async (signal: (typeof SIGNALS)[number]) => {
    await end().catch(reportFailure);
    process.stderr.write(`${says}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}
