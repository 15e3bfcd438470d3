import * as z from 'zod/mini';
import { ALERTS, PREFIX } from '../names';
import { parseStored } from '../platform/stored-format';
import { SEVERITIES } from '../rules/define-detection';
import { lakeTime } from '../schema/timestamp';
import { keyFieldsSchema } from './detection-state';
import { contextOf, severityOf, titleOf } from './rule-evaluation';
import { digest, keyFields, MAX_ALERTS_PER_HOUR, type RaisedAlert } from './windows';

const texts = z.optional(z.array(z.string()));

const alertSchema = z.object({
  alert_id: z.string(),
  kind: z.enum(['match', 'rule-error', 'muted']),
  detection_id: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  dedup: z.string(),
  description: z.string(),
  runbook: z.string(),
  reference: z.optional(z.string()),
  tags: texts,
  threshold: z.int(),
  dedup_period_minutes: z.number(),
  /** Matches, or distinct values where the detection counts these, when the alert was raised. */
  count: z.int(),
  first_event_time: z.string(),
  last_event_time: z.string(),
  /** The first few matched events, and the one that reached the threshold. */
  events: z.array(keyFieldsSchema),
  /** The result of the detection's `alertContext`, as JSON text. */
  context: z.string(),
  /** Over the hourly limit of its detection: nobody was notified. */
  muted: z.boolean(),
  p_log_type: z.string(),
  p_row_id: z.string(),
  p_event_time: z.string(),
  p_parse_time: z.string(),
  p_source_label: z.string(),
  p_source_file: z.string(),
  p_any_ip_addresses: texts,
  p_any_domain_names: texts,
  p_any_emails: texts,
  p_any_usernames: texts,
  p_any_actor_ids: texts,
  p_any_trace_ids: texts,
});

/** A row of the table `alerts`. `p_event_time` is the time of the capture that raised it. */
export type Alert = z.infer<typeof alertSchema>;

/** Reads a row of the table. Throws `NewerFormatError`, or what the schema throws when it has another shape. */
export function parseAlert(row: string): Alert {
  return parseStored(`A row of ${PREFIX.events}${ALERTS}`, row, { version: 1, schema: alertSchema });
}

/** The row of a raised alert. Replays of the capture give the same row. */
export function alertOf(raised: RaisedAlert, capture: { readonly capturedAt: number; readonly file: string }): Alert {
  const { alertId, match, window, outcome } = raised;
  const { active, event } = match;
  const { detection } = active;
  const raisedAt = lakeTime(capture.capturedAt);
  const indicators = Object.fromEntries(Object.entries(event).filter(([name]) => name.startsWith('p_any_')));
  return {
    alert_id: alertId,
    detection_id: detection.id,
    ...alertTexts(raised),
    ...(detection.reference === undefined ? {} : { reference: detection.reference }),
    tags: [...(detection.tags ?? [])],
    threshold: raised.kind === 'match' ? active.threshold : 1,
    dedup_period_minutes: active.periodMs / 60_000,
    count: window.counted.length,
    first_event_time: lakeTime(window.first),
    last_event_time: lakeTime(window.last),
    events: window.events.some(({ row_id }) => row_id === event.p_row_id)
      ? window.events
      : [...window.events, keyFields(match)],
    muted: outcome === 'muted',
    ...indicators,
    p_log_type: event.p_log_type,
    p_row_id: alertId,
    p_event_time: raisedAt,
    p_parse_time: raisedAt,
    p_source_label: event.p_source_label,
    p_source_file: capture.file,
  };
}

type AlertTexts = Pick<Alert, 'kind' | 'severity' | 'title' | 'dedup' | 'description' | 'runbook' | 'context'>;

function alertTexts({ kind, match }: RaisedAlert): AlertTexts {
  const { detection, file } = match.active;
  switch (kind) {
    case 'match':
      return {
        kind,
        severity: severityOf(detection, match.event),
        title: titleOf(detection, match.event),
        dedup: match.dedup,
        description: detection.description,
        runbook: detection.runbook,
        context: contextOf(detection, match.event),
      };
    case 'rule-error':
      return {
        kind,
        severity: 'MEDIUM',
        title: `The detection ${detection.id} fails`,
        dedup: '',
        description: `The rule in ${file} failed on this event: ${match.reason}. Until it is fixed, the detection misses such events.`,
        runbook: `Fix ${file}: add this event to its test cases, see the new case fail, fix the rule, then deploy.`,
        context: JSON.stringify({ file, reason: match.reason }),
      };
    case 'muted':
      return {
        kind,
        severity: 'MEDIUM',
        title: `The detection ${detection.id} is muted for the rest of the hour`,
        dedup: '',
        description: `It raised ${MAX_ALERTS_PER_HOUR.toLocaleString('en-US')} alerts within an hour. For the rest of the hour, its alerts go only to the table alerts (muted = true): nobody is notified.`,
        runbook:
          'Look at the events that it matches. Then raise its threshold, exclude actors or switch it off: keepwatch.detections in cdk.json.',
        context: JSON.stringify({ file }),
      };
  }
}

/** Key of the object that records that somebody was notified of an alert, and by which capture. */
export function notifiedKey({ detection_id, dedup, alert_id }: Alert): string {
  return `${PREFIX.alerts}${detection_id}/${digest(dedup)}/${alert_id}.json`;
}
