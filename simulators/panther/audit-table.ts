import { Random } from '../atlassian/random';
import { type AuditRow, auditRow } from './audit-row';
import type { AuditTable } from './data-lake';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The inputs of a generated table. */
export interface AuditTableOptions {
  readonly seed: number;
  readonly eventsPerDay: number;
  /** How long after its processing time a row becomes visible, at most. */
  readonly visibleWithinMs: number;
}

/** A table without end: time is cut into slots of equal length since 1970, and each holds one row that follows from the seed and its number. */
export function auditTable({ seed, eventsPerDay, visibleWithinMs }: AuditTableOptions): AuditTable {
  const slotLength = Math.floor(DAY_MS / eventsPerDay);
  return (since, until, now) => {
    const rows: AuditRow[] = [];
    for (let slot = Math.floor(since / slotLength); slot * slotLength < until; slot += 1) {
      const random = new Random(seed, slot);
      const parsedAt = slot * slotLength + random.integer(slotLength);
      const visibleAt = parsedAt + random.integer(visibleWithinMs + 1);
      if (parsedAt >= since && parsedAt < until && visibleAt <= now) rows.push(auditRow(random, parsedAt));
    }
    return rows;
  };
}
