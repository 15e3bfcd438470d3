import { Presets, SingleBar } from 'cli-progress';
import type { Page } from '../lambda/sources/pull-source';

/** Shows how far a run has come. */
export interface Progress {
  onPage(page: Page): void;
  /** The run waits: before another try, or because the API asked for it. */
  onWait(milliseconds: number): void;
  stop(): void;
}

/**
 * A bar over the span of time that is read, because the API does not say how many events there are.
 * Written to standard error, and only to a terminal.
 */
export function progressBar(title: string, now: () => number): Progress {
  const bar = new SingleBar(
    { format: `${title} {bar} {percentage}% | {records} records | {note}`, barsize: 24 },
    Presets.shades_classic,
  );
  let begin: number | undefined;
  let records = 0;
  return {
    onPage({ records: { length }, times }) {
      records += length;
      const known = times.filter((time) => time !== undefined);
      const newest = known.at(-1);
      if (newest === undefined) return;
      if (begin === undefined) {
        begin = known[0] ?? newest;
        bar.start(Math.max(now() - begin, 1), 0, { records: 0, note: '' });
      }
      const reached = Math.min(Math.max(newest - begin, 0), bar.getTotal());
      const day = new Date(newest).toISOString().slice(0, 10);
      bar.update(reached, { records: records.toLocaleString('en-US'), note: `to ${day}` });
    },
    onWait(milliseconds) {
      if (begin !== undefined) bar.update({ note: `waiting ${(milliseconds / 1000).toFixed(1)} s` });
    },
    stop() {
      if (begin === undefined) return;
      bar.update(bar.getTotal());
      bar.stop();
    },
  };
}
