import { constants } from 'node:os';

/** Signals by which a person, a supervisor or a closed terminal stops a command. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One of them. */
export type StopSignal = (typeof STOP_SIGNALS)[number];

type Handler = (signal: StopSignal) => void;

const handlers: Handler[] = [];
const onSignal: Handler = (signal) => handlers.at(-1)?.(signal);

/** Handles stop signals until the returned function is called. Of several handlers, the latest is called. */
export function handleStopSignals(handler: Handler): () => void {
  if (handlers.length === 0) for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  handlers.push(handler);
  return () => {
    const index = handlers.lastIndexOf(handler);
    if (index >= 0) handlers.splice(index, 1);
    if (handlers.length === 0) for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  };
}

/** The exit code that names the signal: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}
