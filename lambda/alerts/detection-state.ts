import * as z from 'zod/mini';

const moment = z.number();
const text = z.optional(z.string());

/** The fields of a matched event that an alert shows. */
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
  /** Epoch milliseconds of the earliest and the latest match. */
  first: moment,
  last: moment,
  /** Row id of the earliest match. It makes the alert's id the same in every replay. */
  anchor: z.string(),
  /** Digests of the values that the threshold counts; empty once the alert is raised. */
  counted: z.array(z.string()),
  /** The first few matched events; empty once the alert is raised. */
  events: z.array(keyFieldsSchema),
  raised: z.boolean(),
  /** No match can join this window after the source's watermark has reached this time. */
  expires: moment,
});

/** Everything that the next capture of a source needs to know about the captures before it. */
export const detectionStateSchema = z.object({
  v: z.literal(1),
  /** Number of the newest capture that detections ran on. They ran on all earlier captures too. */
  seq: z.int(),
  /** Open windows, by detection, kind and dedup. */
  windows: z.record(z.string(), z.array(windowSchema)),
  /** Alerts of each detection within an hour of capture time; the hour starts with the first alert. */
  hours: z.record(z.string(), z.object({ since: moment, alerts: z.int() })),
  /** Alerts that were raised and not yet sent. */
  outbox: z.array(
    z.object({
      alertId: z.string(),
      detection: z.string(),
      /** The capture that raised it, and the key of its alert rows. */
      seq: z.int(),
      key: z.string(),
      /** The run that sends it, and when it started. */
      run: z.string(),
      since: moment,
    }),
  ),
});

/** How far detections ran on a source's captures, and what is still open. */
export type DetectionState = z.infer<typeof detectionStateSchema>;
/** Matches of one detection with the same dedup within one period. A window raises at most one alert. */
export type Window = z.infer<typeof windowSchema>;
/** The fields of a matched event that an alert shows. */
export type KeyFields = z.infer<typeof keyFieldsSchema>;
/** An alert that was raised and not yet sent. */
export type OutboxEntry = DetectionState['outbox'][number];
