import { constants } from 'node:os';

/** Listens for Ctrl-C and SIGTERM while something is done: the first asks it to end at its next good moment, the second ends at once. */
export class GracefulStop {
  readonly #controller = new AbortController();
  readonly #stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const code = 128 + constants.signals[signal];
    if (this.#exitCode !== undefined) process.exit(code);
    this.#exitCode = code;
    process.stderr.write('\nStopping; once more stops at once.\n');
    this.#controller.abort();
  };
  #exitCode: number | undefined;

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** With which the program is to exit; undefined when nobody stopped it. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Listens until the work is done. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    process.on('SIGINT', this.#stop).on('SIGTERM', this.#stop);
    try {
      return await work(this.signal);
    } finally {
      process.off('SIGINT', this.#stop).off('SIGTERM', this.#stop);
    }
  }
}
