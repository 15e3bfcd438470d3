import type { CaptureHeader } from '../../../lambda/archive/capture';
import { type Row, rowMaker } from '../../../lambda/lake/rows';
import { CLASSIFICATION_FAILURES } from '../../../lambda/names';
import { type EventOf, readEvent } from '../../../lambda/rules/event';
import { type LogType, tableOf } from '../../../lambda/sources/log-types';

const HEADER: CaptureHeader = {
  v: 1,
  source: 'source-1',
  kind: 'atlassian',
  logType: 'Atlassian.Audit',
  seq: 7,
  capturedAt: '2026-11-22T10:00:00Z',
  mode: 'poll',
  request: { path: '/x', query: {} },
  response: { status: 200, requestId: null },
  count: 1,
  duplicates: [],
  range: null,
  watermark: null,
  resume: { request: {}, polledTo: null },
  previous: null,
};

/** The least that the schema of each log type asks for. */
export const SMALLEST = {
  'Atlassian.Audit': { type: 'events', id: 'e-1', attributes: {}, links: {} },
  'Panther.Audit': {
    actionName: 'GET_SOMETHING',
    actionResult: 'SUCCEEDED',
    actor: { id: 'p-0', type: 'USER' },
    timestamp: '2026-11-22 09:00:00.5',
    pantherVersion: '1.2.3',
  },
} as const satisfies Readonly<Record<LogType, object>>;

/** A record's row as it stands in the lake, or undefined when its schema does not let it through. */
export function rowIfEvent(logType: LogType, record: unknown): string | undefined {
  const { table, json } = rowFor(logType, record);
  return table === tableOf(logType) ? json : undefined;
}

/** The row of a record that is no event. */
export function failureRowOf(logType: LogType, record: unknown): string {
  const { table, json } = rowFor(logType, record);
  if (table !== CLASSIFICATION_FAILURES) throw new Error(`This is an event: ${json}`);
  return json;
}

function rowFor(logType: LogType, record: unknown): Row {
  return rowMaker({ ...HEADER, logType })(record, 0);
}

/**
 * The row of a record of which a test says what it is about, of another source when it names one by `p_source_label`.
 * Throws when its schema does not let it through.
 */
export function rowOf(logType: LogType, record: object = {}): string {
  const { p_source_label, ...fields }: Readonly<Record<string, unknown>> = { ...record };
  const whole = { ...SMALLEST[logType], ...fields };
  const row = rowIfEvent(logType, whole);
  if (row === undefined) throw new Error(`This is no event of ${logType}: ${JSON.stringify(whole)}`);
  return p_source_label === undefined ? row : JSON.stringify({ ...JSON.parse(row), p_source_label });
}

/** An event of Atlassian as a rule gets it: of these attributes, and perhaps of more. */
export function atlassianEvent(attributes: object = {}, more: object = {}): EventOf<'Atlassian.Audit'> {
  return readEvent('Atlassian.Audit', rowOf('Atlassian.Audit', { attributes, ...more }));
}

/** An event of Panther as a rule gets it. */
export function pantherEvent(record: object = {}): EventOf<'Panther.Audit'> {
  return readEvent('Panther.Audit', rowOf('Panther.Audit', record));
}
