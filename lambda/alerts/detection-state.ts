import * as z from 'zod/mini';

const moment = z.number();
const text = z.optional(z.string());

/** What an alert shows of a matched event. */
export const keyFieldsSchema = z.object({
  /** `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
  time: z.string(),
  row_id: z.string(),
  action: text,
  actor: text,
  ip: text,
  target: text,
});

const windowSchema = z.object({
  /** Epoch milliseconds of its earliest and its latest match. */
  first: moment,
  last: moment,
  /** Row of its earliest match: with it, the alert's id is the same in every replay. */
  anchor: z.string(),
  /** Digests of the values that the threshold counts; empty once the alert is raised. */
  counted: z.array(z.string()),
  /** The first few matched events; empty once the alert is raised. */
  events: z.array(keyFieldsSchema),
  raised: z.boolean(),
  /** When the source's watermark has reached this, no match is expected to belong here any more. */
  expires: moment,
});

/** One step of the fold further: everything that context a source's captures needs to know of those before. */
export const detectionStateSchema = z.object({
  v: z.literal(1),
  /** Number of the newest capture that was watched, and with it every one before. */
  seq: z.int(),
  /** Windows that further matches can belong to, by detection, kind and dedup. */
  windows: z.record(z.string(), z.array(windowSchema)),
  /** Alerts of each detection in the hour (of capture time) that began with the first of them. */
  hours: z.record(z.string(), z.object({ since: moment, alerts: z.int() })),
  /** Alerts that are raised and not told yet. */
  outbox: z.array(
    z.object({
      alertId: z.string(),
      detection: z.string(),
      /** The capture that raised it; its alerts stand under this key. */
      seq: z.int(),
      key: z.string(),
      /** Who is about to tell it, since when. */
      run: z.string(),
      since: moment,
    }),
  ),
});

/** How far a source's captures were watched, and what is not over yet. */
export type DetectionState = z.infer<typeof detectionStateSchema>;
/** Matches of one detection with the same dedup that lie within one period: one alert at most. */
export type Window = z.infer<typeof windowSchema>;
/** What an alert shows of a matched event. */
export type KeyFields = z.infer<typeof keyFieldsSchema>;
/** An alert to be told. */
export type OutboxEntry = DetectionState['outbox'][number];
