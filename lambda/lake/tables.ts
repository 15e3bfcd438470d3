import { ALERTS, CLASSIFICATION_FAILURES } from '../names';
import { type Column, type ColumnType, columnsOf } from '../schema/columns';
import type { IndicatorColumn } from '../schema/indicators';
import type { Schema } from '../schema/language';
import { LOG_TYPES, logTypeOf, tableOf } from '../sources/log-types';

/** A table of the lake: the rows under `events/<name>/`. */
export interface Table {
  readonly name: string;
  readonly description: string;
  /** Without the partition, `date`. */
  readonly columns: readonly Column[];
}

const TEXTS: ColumnType = { kind: 'array', element: 'string' };

function column(name: string, type: ColumnType, description: string): Column {
  return { name, type, description };
}

const COMMON: readonly Column[] = [
  column('p_event_time', 'timestamp', 'When it happened, UTC'),
  column('p_parse_time', 'timestamp', 'When its capture was taken, UTC'),
  column('p_log_type', 'string', 'Log type of the record'),
  column('p_row_id', 'string', 'The same for the same record, in every replay'),
  column('p_source_label', 'string', 'Source that delivered it'),
  column('p_source_file', 'string', 'Capture that holds it, in the archive'),
];

const INDICATORS: Readonly<Record<IndicatorColumn, string>> = {
  p_any_ip_addresses: 'Every IP address in it',
  p_any_domain_names: 'Every host and domain in it',
  p_any_emails: 'Every email address in it',
  p_any_usernames: 'Every name of a user in it',
  p_any_actor_ids: 'Every id of an actor in it',
  p_any_trace_ids: 'Every id by which it can be traced',
  p_any_md5_hashes: 'Every MD5 digest in it',
  p_any_sha1_hashes: 'Every SHA-1 digest in it',
  p_any_sha256_hashes: 'Every SHA-256 digest in it',
};
const ANY: readonly Column[] = Object.entries(INDICATORS).map(([name, what]) => column(name, TEXTS, what));

const FAILURE: readonly Column[] = [
  column('error', 'string', 'What is wrong with the record'),
  column('path', 'string', 'Where in the record'),
  column('record_position', 'int', 'Which record of its capture, from 0'),
  column('record_id', 'string', 'Its id, if it has one'),
  column('payload', 'string', 'The record, as JSON text'),
];

const MATCHED_EVENT: readonly Column[] = [
  column('time', 'string', 'When it happened, UTC'),
  column('row_id', 'string', 'p_row_id of the event'),
  column('action', 'string', 'What was done'),
  column('actor', 'string', 'By whom'),
  column('ip', 'string', 'From where'),
  column('target', 'string', 'To what'),
];

const ALERT: readonly Column[] = [
  column('alert_id', 'string', 'The same in every message about it'),
  column('kind', 'string', 'match, rule-error, or muted'),
  column('detection_id', 'string', 'Detection that raised it'),
  column('severity', 'string', 'INFO, LOW, MEDIUM, HIGH or CRITICAL'),
  column('title', 'string', 'What happened, in one line'),
  column('dedup', 'string', 'What its matches have in common'),
  column('description', 'string', 'What the detection looks for, and why'),
  column('runbook', 'string', 'What to do'),
  column('reference', 'string', 'Where to read more'),
  column('tags', TEXTS, 'Such as ATT&CK:T1098'),
  column('threshold', 'int', 'Matches, or distinct values, that it takes'),
  column('dedup_period_minutes', 'double', 'Period in which matches belong to it'),
  column('count', 'int', 'Matches, or distinct values, when it was raised'),
  column('first_event_time', 'timestamp', 'Of its first match, UTC'),
  column('last_event_time', 'timestamp', 'Of the match with which it was raised, UTC'),
  column('events', { kind: 'array', element: { kind: 'struct', columns: MATCHED_EVENT } }, 'Its first few matches'),
  column('context', 'string', 'What the detection adds, as JSON text'),
  column('muted', 'boolean', 'One of too many in an hour: nobody was notified'),
];

function eventTable(name: string, { description, fields }: Schema): Table {
  return { name, description, columns: [...columnsOf(fields), ...COMMON, ...ANY] };
}

/** Every table of the lake, with the columns that its rows have. */
export const LAKE_TABLES: readonly Table[] = [
  ...LOG_TYPES.map((name) => eventTable(tableOf(name), logTypeOf(name).schema)),
  {
    name: CLASSIFICATION_FAILURES,
    description: 'Records that do not match the schema of their log type, as they came.',
    columns: [...FAILURE, ...COMMON],
  },
  { name: ALERTS, description: 'What detections raised.', columns: [...ALERT, ...COMMON, ...ANY] },
];
