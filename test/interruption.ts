import { constants } from 'node:os';

/** Calls back on every signal by which a person or a supervisor stops a command, with the exit code that tells so. */
export function onInterruption(act: (signal: NodeJS.Signals, code: number) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not `once`: a second Ctrl-C would end the command in the midst of its clean-up.
    process.on(signal, () => act(signal, 128 + constants.signals[signal]));
  }
}
