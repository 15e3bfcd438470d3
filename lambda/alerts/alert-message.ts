import { ALERTS } from '../names';
import type { Notice } from '../platform/notifier';
import { clipped, UNPRINTABLE } from '../schema/printable';
import { lakeTime } from '../schema/timestamp';
import { isLogType, tableOf } from '../sources/log-types';
import type { Alert } from './alert';
import type { KeyFields } from './detection-state';
import { SHOWN_EVENTS } from './windows';

// SNS takes less than 100 characters. Older documentation says ASCII, newer UTF-8; ASCII is right by both.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const MAX_SUBJECT_LENGTH = 99;
const MAX_TITLE_LENGTH = 300;
const MAX_FIELD_LENGTH = 200;
const MAX_PARAGRAPH_LENGTH = 1_500;
// All texts of a message share 256 KB, in which each quotation mark of the context takes four.
const MAX_CONTEXT_BYTES = 16 * 1024;
const MAX_INDICATORS = 50;

/** An alert as people and programs are told of it. */
export function alertNotice(alert: Alert): Notice {
  return { subject: subject(alert), text: text(alert), json: JSON.stringify(forPrograms(alert)) };
}

function subject({ severity, title }: Pick<Alert, 'severity' | 'title'>): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/[^\x20-\x7e]/gu, '?');
  // Phones show it alone, and make links too.
  const line = `[Keepwatch ${severity}] ${unlinked(plain)}`.trimEnd();
  return line.length <= MAX_SUBJECT_LENGTH ? line : `${line.slice(0, MAX_SUBJECT_LENGTH - 3)}...`;
}

function text(alert: Alert): string {
  const { events, reference, runbook, description, title, threshold, count } = alert;
  return [
    `${alert.severity}: ${safe(title, MAX_TITLE_LENGTH)}`,
    '',
    safe(description, MAX_PARAGRAPH_LENGTH),
    '',
    `When       ${span(alert)} UTC`,
    ...(threshold > 1
      ? [`Count      ${count} within ${alert.dedup_period_minutes} minutes (it takes ${threshold})`]
      : []),
    `Source     ${alert.p_source_label}`,
    `Detection  ${alert.detection_id}`,
    `Alert      ${alert.alert_id}`,
    '',
    events.length > SHOWN_EVENTS ? 'The first events, and the one with which there were enough:' : 'What happened:',
    ...events.flatMap(eventLines),
    ...contextLines(alert.context),
    '',
    'What to do:',
    safe(runbook, MAX_PARAGRAPH_LENGTH),
    ...(reference === undefined ? [] : [`Read more: ${reference}`]),
    '',
    ...(alert.kind === 'muted' ? alertsLines(alert) : evidenceLines(alert)),
  ].join('\n');
}

/** What is told of an alert whose row is gone. */
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
    '',
    'It was raised and nobody was told; now its row is gone: deleted, or replaced by a run of another version.',
    '',
    `Source     ${source}`,
    `Detection  ${detection}`,
    `Alert      ${alertId}`,
    '',
    'What to do:',
    `Look at what capture ${seq} of the source brought, for what this detection looks for. Its row stood in ${key}.`,
  ];
  const json = { kind: 'lost', severity: 'HIGH', title, alert_id: alertId, detection_id: detection, source, seq, key };
  return { subject: subject({ severity: 'HIGH', title }), text: lines.join('\n'), json: JSON.stringify(json) };
}

function alertsLines({ detection_id: id, p_event_time: raisedAt }: Alert): string[] {
  return [
    'To see all that it raised, query the lake:',
    `  SELECT * FROM ${ALERTS} WHERE date = '${raisedAt.slice(0, 10)}' AND detection_id = '${id}'`,
  ];
}

function evidenceLines({
  kind,
  events,
  p_log_type: logType,
  p_source_file: file,
  first_event_time: first,
  dedup_period_minutes: minutes,
}: Alert): string[] {
  const periodEnd = lakeTime(Date.parse(`${first.replace(' ', 'T')}Z`) + minutes * 60_000);
  const days = [...new Set(events.map(({ time }) => time.slice(0, 10)))].sort();
  const table = isLogType(logType) ? tableOf(logType) : '';
  const quoted = (texts: readonly string[]) => texts.map((each) => `'${each}'`).join(', ');
  return [
    'To see everything, query the lake:',
    `  SELECT * FROM ${table} WHERE ${days.length === 1 ? `date = ${quoted(days)}` : `date IN (${quoted(days)})`}`,
    `  AND p_row_id IN (${quoted(events.map(({ row_id }) => row_id))})`,
    `As evidence, it stands in the archive: ${file}`,
    `${kind === 'match' ? 'Matches' : 'Failures'} before ${periodEnd} UTC belong to this alert and are not told again.`,
  ];
}

function span({ first_event_time: first, last_event_time: last }: Alert): string {
  return first === last ? first : `${first} to ${last}`;
}

function eventLines({ time, action, actor, ip, target }: KeyFields): string[] {
  const fields = { action, actor, from: ip, on: target };
  return [
    `  ${time}`,
    ...Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`    ${name.padEnd(7)}${safe(value, MAX_FIELD_LENGTH)}`],
    ),
  ];
}

function contextLines(context: string): string[] {
  if (context === '{}') return [];
  return ['', 'More:', `  ${safe(context, MAX_PARAGRAPH_LENGTH)}`];
}

function forPrograms(alert: Alert) {
  const { context, ...rest } = alert;
  // Where all of it stands: in the table.
  const isSmall = Buffer.byteLength(context) <= MAX_CONTEXT_BYTES;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, bounded(name, value)])),
    context: isSmall ? context : JSON.stringify({ _error: 'too large for a message; the table alerts has it' }),
  };
}

// An event can name thousands.
function bounded(name: string, value: unknown): unknown {
  if (!name.startsWith('p_any_') || !Array.isArray(value)) return value;
  return value.slice(0, MAX_INDICATORS).map((text) => clipped(String(text), MAX_FIELD_LENGTH));
}

/** A text from an event as it may stand in an email: one line, nothing that steers or hides, no web address to click on. */
function safe(value: string, longest: number): string {
  const line = value.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '\ufffd');
  return clipped(unlinked(line), longest);
}

// What mail programs make links of. A mere name of a host they may take for one too; so they do with every address.
function unlinked(line: string): string {
  return line
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
    .replace(/\.(?=[a-z][a-z0-9-]{1,62}[/?#])/gi, '[.]');
}
