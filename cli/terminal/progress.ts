import { Presets, SingleBar } from 'cli-progress';
import type { Page } from '../../lambda/sources/pull-source';
import { lengthOfTime } from './figures';

/** Shows how far a run has come. */
export interface Progress {
  onPage(page: Page): void;
  /** The run waits: before another try, or because the API asked for it. */
  onWait(milliseconds: number): void;
  stop(): void;
}

/**
 * A bar over the span of time that is read, because the API does not say how many events there are, with an estimate of the
 * time left. Written to standard error, and only to a terminal. `since`, in epoch milliseconds: where the span begins.
 */
export function progressBar(title: string, now: () => number, since?: number): Progress {
  const format = `${title} {bar} {percentage}% | {records} records | {note} | {eta_formatted} left`;
  const bar = new SingleBar({ format, barsize: 20, formatTime }, Presets.shades_classic);
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
        // What an earlier run has read says nothing of the time that the rest takes.
        bar.start(total, since === undefined ? 0 : reached(total), { records: 0, note: '' });
      }
      const day = new Date(newest).toISOString().slice(0, 10);
      bar.update(reached(bar.getTotal()), { records: records.toLocaleString('en-US'), note: `to ${day}` });
    },
    onWait(milliseconds) {
      if (begun) bar.update({ note: `waiting ${(milliseconds / 1000).toFixed(1)} s` });
    },
    stop() {
      if (!begun) return;
      bar.stop();
    },
  };
}

// Before there is anything to go by, an estimate is none.
function formatTime(seconds: number): string {
  return Number.isFinite(seconds) ? lengthOfTime(Math.round(seconds)) : '?';
}
