import { stopBars } from './open-bars';
import { reportFailure } from './report-failure';
import { exitCodeOf, handleStopSignals, type StopSignal } from './stop-signals';

/**
 * Ends the program at Ctrl-C, after `end`, and prints what is kept and how to continue. A second Ctrl-C does not wait for `end`.
 * Returns a function that ends this handling.
 */
export function stopOnSignal(
  end: () => Promise<void>,
  message = 'Stopped.',
  exitCode: (signal: StopSignal) => number = exitCodeOf,
): () => void {
  let isStopping = false;
  return handleStopSignals((signal) => {
    if (isStopping) process.exit(exitCodeOf(signal));
    isStopping = true;
    stopBars();
    end()
      .catch(reportFailure)
      .finally(() => {
        process.stderr.write(`${message}\n`);
        process.exit(exitCode(signal));
      });
  });
}
