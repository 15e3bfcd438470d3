import type { Page } from '../../lambda/sources/pull-source';
import { lengthOfTime } from './figures';
import { newBar } from './new-bar';

// So that the whole line fits 80 columns.
const BAR_SIZE = 14;

/** Shows the progress of a run. */
export interface Progress {
  onPage(page: Pick<Page, 'records' | 'times'>): void;
  /** The run waits: before a retry, or because the API demands it. */
  onWait(milliseconds: number): void;
  /** Everything is read: the bar shows 100 %. */
  complete(): void;
  stop(): void;
}

/**
 * A bar over the span of time that is read, because the API does not say how many events there are, with an estimate of the
 * time left. `since`, in epoch milliseconds, is where the span begins.
 */
export function progressBar(title: string, now: () => number, since?: number): Progress {
  const format = `${title} {bar} {percentage}% | {records} records | {note} | {eta_formatted} left`;
  const bar = newBar({ format, barsize: BAR_SIZE, formatTime });
  let begin = since;
  let begun = false;
  let records = 0;
  return {
    onPage({ records: { length }, times }) {
      records += length;
      const known = times.filter((time) => time !== undefined);
      const newest = known.at(-1);
      if (newest === undefined) return;
      begin ??= known[0] ?? newest;
      const reached = (total: number) => Math.min(Math.max(newest - (begin ?? newest), 0), total);
      if (!begun) {
        begun = true;
        const total = Math.max(now() - begin, 1);
        // What an earlier run read does not help to estimate the time left.
        bar.start(total, since === undefined ? 0 : reached(total), { records: 0, note: '' });
      }
      const day = new Date(newest).toISOString().slice(0, 10);
      bar.update(reached(bar.getTotal()), { records: records.toLocaleString('en-US'), note: `to ${day}` });
    },
    onWait(milliseconds) {
      if (begun) bar.update({ note: `waiting ${(milliseconds / 1000).toFixed(1)} s` });
    },
    complete() {
      if (begun) bar.update(bar.getTotal());
    },
    stop() {
      if (begun) bar.stop();
    },
  };
}

// Without any progress there is no estimate.
function formatTime(seconds: number): string {
  return Number.isFinite(seconds) ? lengthOfTime(Math.round(seconds)) : '?';
}
