import type { Stores } from '../place/place';
import type { OpenAlarm } from './status-text';

/** What `status` shows: sources, their stores, and alarms. */
export interface Overview {
  readonly name: string;
  readonly stores: Stores;
  readonly names: readonly string[];
  readonly alarms: readonly OpenAlarm[];
  /** By source: why the state of its alarm is unknown. */
  readonly problems: ReadonlyMap<string, string>;
}
