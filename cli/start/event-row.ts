import * as z from 'zod/mini';
import type { LogType, TABLES } from '../../lambda/names';

/** What a summary shows of an event, of whichever log type. */
export interface EventRow {
  /** `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly ip: string;
  readonly message: string;
}

// A row is whatever its schema allows: all of this may be null or missing.
const text = z.nullish(z.string());
const common = { p_event_time: z.string() };

const atlassianRow = z.pipe(
  z.object({
    ...common,
    attributes: z.object({
      action: text,
      actor: z.nullish(z.object({ name: text, email: text })),
      location: z.nullish(z.object({ ip: text })),
    }),
    message: z.nullish(z.object({ content: text })),
  }),
  z.transform(({ p_event_time, attributes: { action, actor, location }, message }) => ({
    time: p_event_time,
    actor: actor?.email || actor?.name || '',
    action: action ?? '',
    ip: location?.ip ?? '',
    message: message?.content ?? '',
  })),
);

const pantherRow = z.pipe(
  z.object({
    ...common,
    actionName: z.string(),
    actionDescription: text,
    actionResult: z.string(),
    actor: z.object({ id: z.string(), name: text }),
    sourceIP: text,
  }),
  z.transform(({ p_event_time, actionName, actionDescription, actionResult, actor, sourceIP }) => ({
    time: p_event_time,
    actor: actor.name || actor.id,
    action: actionName,
    ip: sourceIP ?? '',
    message: actionResult === 'SUCCEEDED' ? (actionDescription ?? '') : actionResult,
  })),
);

const ROWS: Readonly<Record<(typeof TABLES)[LogType], z.ZodMiniType<EventRow>>> = {
  atlassian_audit: atlassianRow,
  panther_audit: pantherRow,
};
const BY_TABLE = new Map<string, z.ZodMiniType<EventRow>>(Object.entries(ROWS));

/** How the rows of a table of events are read; undefined for every other table. */
export function eventRowOf(table: string): z.ZodMiniType<EventRow> | undefined {
  return BY_TABLE.get(table);
}
