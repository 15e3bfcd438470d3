/** The progress bars that are on the terminal. */
export const openBars = new Set<{ stop(): void }>();

/** Stops all of them where they are: the next line of output starts below. */
export function stopBars(): void {
  for (const bar of openBars) bar.stop();
}
