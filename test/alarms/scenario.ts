import type { Command } from './operator';
import type { World } from './world';

/** The credential that an operator enters. */
export function credential(apiKey: string, expiresAt = '2028-01-31'): string {
  return JSON.stringify({ orgId: 'org-1', apiKey, expiresAt });
}

/** Within which minutes an alarm is to fire, or to be over. */
export interface Within {
  readonly from: number;
  readonly to: number;
}

/** One way to go quiet: after days of health a fault, the alarms that fire, and what repairs it. */
export interface Scenario {
  readonly title: string;
  /** Days on which the source may be silent. @default none */
  readonly quietDays?: readonly string[];
  /** Minutes of health before it. @default two days, at the end of the longest warm-up */
  readonly healthyFor?: number;
  readonly fault: (world: World) => void;
  /** Minutes until somebody repairs it. */
  readonly lasts: number;
  /** Exactly these alarms fire, each once, so many minutes after the fault. */
  readonly fires: Readonly<Record<string, Within>>;
  /** The cause goes away: the vendor gives a new key, a version is deployed that works. @default it does not */
  readonly cure?: (world: World) => void;
  /** What the operator then runs. @default nothing */
  readonly command?: Command;
  /** All are over so many minutes after that. */
  readonly overWithin: number;
}
