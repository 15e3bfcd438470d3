import { newBar } from './new-bar';

/** Shows the progress of a command that reads one thing after the other. */
export interface StepProgress {
  /** Called before each step: what is read, how many steps are done, how many there are. */
  readonly onStep: (what: string, done: number, total: number) => void;
  readonly stop: () => void;
}

/** A bar on standard error that disappears when it stops. */
export function stepProgress(): StepProgress {
  const bar = newBar({ format: 'Reading {bar} {percentage}% | {what}', barsize: 24, clearOnComplete: true });
  return {
    onStep(what, done, total) {
      if (!bar.isActive) return bar.start(total, done, { what });
      bar.setTotal(total);
      bar.update(done, { what });
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}

/** Shows what is read, for work without steps. */
export async function whileReading<T>(what: string, work: () => Promise<T>): Promise<T> {
  const progress = stepProgress();
  progress.onStep(what, 0, 1);
  try {
    return await work();
  } finally {
    progress.stop();
  }
}
