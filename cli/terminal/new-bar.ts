import { type Options, Presets, SingleBar } from 'cli-progress';
import { openBars } from './open-bars';

/**
 * A progress bar on standard error, and only on a terminal. It leaves line wrap and cursor as they are, so that whatever ends
 * the program leaves a usable terminal; a line that is too long is cut.
 */
export function newBar(options: Options): SingleBar {
  const bar = new SingleBar({ ...options, linewrap: true, hideCursor: false }, Presets.shades_classic);
  bar.on('start', () => openBars.add(bar));
  bar.on('stop', () => openBars.delete(bar));
  return bar;
}
