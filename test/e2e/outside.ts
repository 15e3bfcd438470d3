import type { Served } from '../faults/promise';

/** What stands outside of the stack and gives one of its sources its records. */
export interface Outside {
  /** Name of the source. */
  readonly source: string;
  /** All that it ever gave. */
  readonly served: Served;
  /** Whether nothing is left that it has and never gave; undefined when there is. */
  hasServedAll(): Promise<true | undefined>;
}
