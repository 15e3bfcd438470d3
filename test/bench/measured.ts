/** What a job of the worker cost. */
export interface Measured {
  /** Events that it worked on, or rows that it found. */
  readonly events: number;
  /** Of all threads of its process. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Largest resident size of its process. */
  readonly peakMegabytes: number;
}
