import { stopBars } from './open-bars';
import { exitCodeOf, handleStopSignals } from './stop-signals';

/** The first Ctrl-C asks work to end after the step in progress; the second ends the program at once. */
export class GracefulStop {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of the program; undefined when no signal came. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Handles signals until the work is done. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stopListening = handleStopSignals((signal) => {
      stopBars();
      if (this.#exitCode !== undefined) process.exit(exitCodeOf(signal));
      this.#exitCode = exitCodeOf(signal);
      process.stderr.write('Stopping after the step in progress. Ctrl-C again stops now.\n');
      this.#controller.abort();
    });
    try {
      return await work(this.signal);
    } finally {
      stopListening();
    }
  }
}
