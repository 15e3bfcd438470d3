import { partitionsOf } from '../lake/partition';
import { ALERTS } from '../names';
import type { Notice } from '../platform/notifier';
import { clipped } from '../schema/printable';
import { lakeTime } from '../schema/timestamp';
import { isLogType, tableOf } from '../sources/log-types';
import type { Alert } from './alert';
import type { KeyFields } from './detection-state';
import { inertLine, inertText } from './inert-text';
import { SHOWN_EVENTS } from './windows';

// SNS allows less than 100 characters. Older documentation says ASCII, newer UTF-8; ASCII is right by both.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const MAX_SUBJECT_LENGTH = 99;
const MAX_TITLE_LENGTH = 300;
const MAX_FIELD_LENGTH = 200;
const MAX_PARAGRAPH_LENGTH = 1_500;
// All texts of a message share 256 KB, and each quotation mark of the context takes four bytes.
const MAX_CONTEXT_BYTES = 16 * 1024;
const MAX_INDICATORS = 50;

/** The message about an alert: a subject, a text for people (the alert email), and JSON for programs. */
export function alertNotice(alert: Alert): Notice {
  return { subject: subject(alert), text: text(alert), json: JSON.stringify(forPrograms(alert)) };
}

/** The message about an alert whose row in the lake is missing or unreadable. */
export function lostAlertNotice(lost: {
  readonly alertId: string;
  readonly detection: string;
  /** Where its row should be. */
  readonly key: string;
  readonly source: string;
  readonly seq: number;
}): Notice {
  const { alertId, detection, key, source, seq } = lost;
  const title = `An alert of ${detection} can no longer be read`;
  const lines = [
    `HIGH: ${title}`,
    ...section('What happened', [
      `The detection ${detection} raised this alert, but its row in the lake is missing, unreadable or replaced.`,
    ]),
    ...section('Why it matters', ['This message is the only notification of the alert.']),
    ...section('What to do', [
      `Search capture ${seq} of the source ${source} for the events that this detection matches.`,
    ]),
    ...section('Evidence', [...identity({ source, detection, alertId }), `Row        ${key}`]),
  ];
  const json = { kind: 'lost', severity: 'HIGH', title, alert_id: alertId, detection_id: detection, source, seq, key };
  return { subject: subject({ severity: 'HIGH', title }), text: lines.join('\n'), json: JSON.stringify(json) };
}

function subject({ severity, title }: Pick<Alert, 'severity' | 'title'>): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/[^\x20-\x7e]/gu, '?');
  // Phones show the subject alone and turn addresses in it into links.
  const line = `[Keepwatch ${severity}] ${inertLine(plain)}`.trimEnd();
  return line.length <= MAX_SUBJECT_LENGTH ? line : `${line.slice(0, MAX_SUBJECT_LENGTH - 3)}...`;
}

function text(alert: Alert): string {
  const { severity, title, description, runbook, reference, kind } = alert;
  return [
    `${severity}: ${inertText(title, MAX_TITLE_LENGTH)}`,
    ...section('What happened', eventLines(alert)),
    ...section('Why it matters', [inertText(description, MAX_PARAGRAPH_LENGTH)]),
    ...section('What to do', [
      inertText(runbook, MAX_PARAGRAPH_LENGTH),
      ...(reference === undefined ? [] : [`Read more: ${reference}`]),
    ]),
    ...section('Evidence', kind === 'muted' ? mutedEvidence(alert) : evidence(alert)),
  ].join('\n');
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return ['', heading, ...lines.map((line) => `  ${line}`)];
}

function eventLines({
  events,
  count,
  threshold,
  dedup_period_minutes: minutes,
  first_event_time: first,
  last_event_time: last,
  context,
}: Alert): readonly string[] {
  return [
    ...(threshold > 1
      ? [
          `Count: ${count} from ${seconds(first)} to ${seconds(last)} UTC`,
          `(the threshold is ${threshold} within ${minutes} minutes)`,
        ]
      : []),
    ...(events.length > SHOWN_EVENTS ? [`The first ${SHOWN_EVENTS}, and the match that reached the threshold:`] : []),
    ...events.flatMap(eventFields),
    ...(context === '{}' ? [] : [`Details: ${inertText(context, MAX_PARAGRAPH_LENGTH)}`]),
  ];
}

function eventFields({ time, action, actor, ip, target }: KeyFields): readonly string[] {
  const fields = { Actor: actor, Action: action, Target: target, IP: ip };
  return [
    `${seconds(time)} UTC`,
    ...Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name.padEnd(8)}${inertText(value, MAX_FIELD_LENGTH)}`],
    ),
  ];
}

function identity({ source, detection, alertId }: Readonly<Record<'source' | 'detection' | 'alertId', string>>) {
  return [`Source     ${source}`, `Detection  ${detection}`, `Alert      ${alertId}`];
}

function identityOf({ p_source_label: source, detection_id: detection, alert_id: alertId }: Alert): readonly string[] {
  return identity({ source, detection, alertId });
}

function mutedEvidence(alert: Alert): readonly string[] {
  return [
    ...identityOf(alert),
    'To see all alerts of this detection, run this query with keepwatch query, or in Athena:',
    `  SELECT * FROM ${ALERTS} WHERE date = '${alert.p_event_time.slice(0, 10)}' AND detection_id = '${alert.detection_id}'`,
  ];
}

function evidence(alert: Alert): readonly string[] {
  const { kind, p_log_type: logType, p_source_file: file, dedup_period_minutes: minutes } = alert;
  const periodEnd = lakeTime(Date.parse(`${alert.first_event_time.replace(' ', 'T')}Z`) + minutes * 60_000);
  return [
    ...identityOf(alert),
    `Capture    ${file} (in the archive)`,
    ...(isLogType(logType) ? eventsQuery(tableOf(logType), alert) : []),
    `More ${kind === 'match' ? 'matches' : 'failures'} before ${seconds(periodEnd)} UTC belong to this alert. They send no further email.`,
  ];
}

function eventsQuery(table: string, { events, p_event_time: raisedAt }: Alert): readonly string[] {
  const partitionOf = partitionsOf(Date.parse(`${raisedAt.replace(' ', 'T')}Z`));
  const days = [...new Set(events.map(({ time }) => partitionOf(time.slice(0, 10))))].sort();
  const raisedOn = raisedAt.slice(0, 10);
  // One with a distant day is in the partition of its capture. Of several events, that may be an earlier capture, for which
  // a day in the future was distant.
  const isAnywhere =
    events.length > 1 &&
    events.map(({ time }) => time.slice(0, 10)).some((day) => day > raisedOn || partitionOf(day) !== day);
  const quoted = (texts: readonly string[]) => texts.map((each) => `'${each}'`).join(', ');
  const rows = `p_row_id IN (${quoted(events.map(({ row_id }) => row_id))})`;
  return [
    'To see these events, run this query with keepwatch query, or in Athena:',
    ...(isAnywhere
      ? [`  SELECT * FROM ${table} WHERE ${rows}`]
      : [
          `  SELECT * FROM ${table} WHERE ${days.length === 1 ? `date = ${quoted(days)}` : `date IN (${quoted(days)})`}`,
          `  AND ${rows}`,
        ]),
  ];
}

// Rows have milliseconds; people do not need them.
function seconds(time: string): string {
  return time.slice(0, 'YYYY-MM-DD HH:MM:SS'.length);
}

function forPrograms(alert: Alert) {
  const { context, ...rest } = alert;
  const isSmall = Buffer.byteLength(context) <= MAX_CONTEXT_BYTES;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, bounded(name, value)])),
    context: isSmall ? context : JSON.stringify({ _error: 'too large for a message; the table alerts has it' }),
  };
}

// One event can name thousands of them.
function bounded(name: string, value: unknown): unknown {
  if (!name.startsWith('p_any_') || !Array.isArray(value)) return value;
  return value.slice(0, MAX_INDICATORS).map((indicator) => clipped(String(indicator), MAX_FIELD_LENGTH));
}
