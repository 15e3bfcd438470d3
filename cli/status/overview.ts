import type { Stores } from '../place/stores';
import type { OpenAlarm } from './status-text';

/** What `status` is about: sources, where they are kept, and their alarms. */
export interface Overview {
  readonly name: string;
  readonly stores: Stores;
  readonly names: readonly string[];
  readonly alarms: readonly OpenAlarm[];
  /** By source: why it cannot be told whether its alarm fires. */
  readonly problems: ReadonlyMap<string, string>;
}
