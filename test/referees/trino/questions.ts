import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { parseAlert } from '../../../lambda/alerts/alert';
import { alertNotice } from '../../../lambda/alerts/alert-message';
import { LAKE_TABLES } from '../../../lambda/lake/tables';
import { CLASSIFICATION_FAILURES } from '../../../lambda/names';
import { DAY_MS } from '../../../lambda/schema/days';
import { lakeTime } from '../../../lambda/schema/timestamp';
import { expandOccurs } from '../../../queries/occurs-macros';
import { REPORT_QUERIES, reportQuery } from '../../../queries/report-queries';
import { filled, type SavedQuery, savedQueries } from '../../../queries/saved-queries';

/** What both engines are asked. */
export interface Question {
  readonly name: string;
  readonly sql: string;
  /** In Athena's dialect, where it is another text. @default sql */
  readonly trino?: string;
}

/** Values that a lake has, for the parameters of saved queries without a default. */
export interface LakeValues {
  readonly actors: readonly string[];
  readonly addresses: readonly string[];
  readonly objects: readonly string[];
  /** How far back saved queries look; the console's texts have their own defaults. */
  readonly since: string;
}

const REPORT_DAYS = 30;
// The fields of JSON texts that the saved queries read, and a text as a whole.
const JSON_PATHS = ['$.email', '$.name', '$.status', '$'];
const JSON_TEXTS: Readonly<Record<string, readonly string[]>> = {
  atlassian_audit: ['element_at(attributes.context, 1).attributes', 'relations'],
  panther_audit: ['actor.attributes', 'actionParams'],
  alerts: ['context'],
};

/** How many rows each table has, over all its days: that a row is in no day that Trino projects shows here. */
export function countQuestions(): readonly Question[] {
  const counts = [
    'count(*) AS all_rows',
    'count(DISTINCT p_row_id) AS row_ids',
    'count(DISTINCT date) AS days',
    'min(p_event_time) AS first_time',
    'max(p_event_time) AS last_time',
    'min(date) AS first_day',
    'max(date) AS last_day',
  ].join(', ');
  return LAKE_TABLES.map(({ name }) => ({ name: `count of ${name}`, sql: `SELECT ${counts} FROM ${name}` }));
}

/** Every row of some days in every table, and the fields in its JSON texts. */
export function tableQuestions(sinceDay: string): readonly Question[] {
  return LAKE_TABLES.flatMap(({ name }) => {
    const scalars = (JSON_TEXTS[name] ?? [])
      .flatMap((text) => JSON_PATHS.map((path) => `json_extract_scalar(${text}, '${path}')`))
      .map((scalar, i) => `${scalar} AS v${i}`);
    // One record can be a classification failure twice.
    const order = name === CLASSIFICATION_FAILURES ? 'p_row_id, record_position' : 'p_row_id, p_event_time';
    const from = `FROM ${name} WHERE date >= '${sinceDay}' ORDER BY ${order}`;
    return [
      { name: `table ${name}`, sql: `SELECT * ${from}` },
      { name: `JSON of ${name}`, sql: `SELECT ${['p_row_id', ...scalars].join(', ')} ${from}` },
    ];
  });
}

/** Each saved query with values of the lake, as the command runs it. */
export function savedQuestions(values: LakeValues, now: number): readonly Question[] {
  return savedQueries().flatMap((query) =>
    valuesOf(query, values, now).map((given) => ({
      name: `saved ${query.name} ${JSON.stringify(given)}`,
      sql: expandOccurs(filled(query, given), now),
    })),
  );
}

function valuesOf(query: SavedQuery, values: LakeValues, now: number): readonly Readonly<Record<string, string>>[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    actor: values.actors,
    ip: values.addresses,
    object: values.objects,
  };
  const [parameter] = query.parameters.filter(({ kind }) => kind === 'example');
  const { since } = values;
  if (parameter === undefined) return [{ since }];
  if (parameter.name === 'from') return [{ from: lakeTime(now - REPORT_DAYS * DAY_MS), to: lakeTime(now) }];
  return (known[parameter.name] ?? []).map((value) => ({ [parameter.name]: value, since }));
}

/** Each query of a report. */
export function reportQuestions(now: number): readonly Question[] {
  const [from, to] = [lakeTime(now - REPORT_DAYS * DAY_MS), lakeTime(now)];
  return REPORT_QUERIES.map((name) => ({
    name: `report ${name}`,
    sql: expandOccurs(reportQuery(name, from, to), now),
  }));
}

const namedQuery = z.object({ Name: z.string(), QueryString: z.string() });

/**
 * Each saved query of Athena's console: as the template has it, and with the time of its clock replaced, so that DuckDB can be
 * asked about the same span.
 */
export function consoleQuestions(template: Template, now: number): readonly (Question & { readonly asItIs: string })[] {
  const texts = Object.values(template.findResources('AWS::Athena::NamedQuery')).map(({ Properties }) =>
    namedQuery.parse(Properties),
  );
  return savedQueries().map((query) => {
    const asItIs = texts.find(({ Name }) => Name === query.title)?.QueryString ?? '';
    const values = Object.fromEntries(query.parameters.map(({ name, value }) => [name, value]));
    return {
      name: `console ${query.name}`,
      asItIs,
      trino: asItIs.replaceAll('localtimestamp', `TIMESTAMP '${lakeTime(now)}'`),
      sql: expandOccurs(filled(query, values), now),
    };
  });
}

/** The query in the email of each of these alerts, given as rows of the table. */
export function emailQuestions(alerts: readonly string[]): readonly Question[] {
  return alerts.flatMap((row) => {
    const alert = parseAlert(row);
    const [, sql] = /^ +(SELECT \* FROM \w+ WHERE [^\n]*(?:\n +AND [^\n]*)?)$/m.exec(alertNotice(alert).text) ?? [];
    return sql === undefined ? [] : [{ name: `email ${alert.alert_id}`, sql: `${sql} ORDER BY p_row_id` }];
  });
}

/** The queries that a page of the documentation shows. */
export function documentedQuestions(page: string): readonly Question[] {
  const blocks = [...page.matchAll(/^```sql\n(SELECT[\s\S]*?)```$/gm)].map(([, sql = '']) => sql);
  return blocks.map((sql, i) => ({ name: `documented query ${i + 1}`, sql }));
}
