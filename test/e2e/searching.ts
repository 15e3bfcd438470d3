import assert from 'node:assert/strict';
import { GetQueryExecutionCommand, ListQueryExecutionsCommand, type QueryExecutionState } from '@aws-sdk/client-athena';
import * as z from 'zod/mini';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { PREFIX } from '../../lambda/names';
import { tableOf } from '../../lambda/sources/log-types';
import { searchWorkgroup } from '../../lib/stack-names';
import { type ProgramEnd, type StartedProgram, startProgram } from '../started-program';
import type { AwsClients } from './aws-clients';
import { type Deployment, STACK } from './deployment';
import { eventually } from './eventually';
import { rowsOf } from './lake-rows';
import { keysOf } from './stored-objects';

const SECONDS_TO_ANSWER = 60;
const MOST_ROWS_OF_A_SAVED_QUERY = 1_000;
const EVENTS = tableOf('Atlassian.Audit');
const WORKGROUP = searchWorkgroup(STACK);
const row = z.looseObject({
  p_row_id: z.string(),
  p_event_time: z.string(),
  attributes: z.optional(
    z.looseObject({
      action: z.string(),
      actor: z.looseObject({ id: z.string() }),
      location: z.optional(z.looseObject({ countryName: z.optional(z.string()) })),
    }),
  ),
});
const found = z.object({
  id: z.string(),
  date: z.string(),
  at: z.string(),
  action: z.string(),
  country: z.nullable(z.string()),
});

interface Row extends z.infer<typeof row> {
  /** Day of the object that holds it. */
  readonly date: string;
}

/** What is in a column of Athena is what the processor wrote into the field: as many values in each, in every table. */
export async function everyColumnIsRead(deployment: Deployment): Promise<void> {
  for (const table of LAKE_TABLES) {
    const rows = await foundIn(deployment, table.name);
    const counts = table.columns.map(({ name }) => `count(${name}) AS ${name.toLowerCase()}`);

    const [counted] = await answerTo(`SELECT count(*) AS every_row, ${counts.join(', ')} FROM ${table.name}`);

    const values = table.columns.map(({ name }) => [
      name.toLowerCase(),
      rows.filter((one) => (one[name] ?? null) !== null).length,
    ]);
    assert.deepEqual(counted, { every_row: rows.length, ...Object.fromEntries(values) });
  }
}

/** An answer of several pages has every event once, by its own day and time, with what is nested in it. */
export async function findsEveryEvent(deployment: Deployment): Promise<void> {
  const rows = await foundIn(deployment, EVENTS);
  const sql = `SELECT p_row_id AS id, date, p_event_time AS at, attributes.action AS action,
    attributes.location.countryName AS country FROM ${EVENTS}`;

  const answer = (await answerTo(sql)).map((one) => found.parse(one));

  assert.ok(rows.length > 2_000, `${rows.length} rows are no three pages`);
  assert.deepEqual(
    answer.map((one) => ({ ...one, at: Date.parse(`${one.at}Z`) })).sort(byId),
    rows
      .map(({ p_row_id: id, p_event_time, date, attributes }) => ({
        id,
        date,
        at: Date.parse(`${p_event_time}Z`),
        action: attributes?.action,
        country: attributes?.location?.countryName ?? null,
      }))
      .sort(byId),
  );
}

/** A saved query finds all that an actor did. */
export async function savedQueryAnswers(deployment: Deployment): Promise<void> {
  const rows = await foundIn(deployment, EVENTS);
  const idsOf = (actor?: string) =>
    rows.filter(({ attributes }) => attributes?.actor.id === actor).map(({ p_row_id }) => p_row_id);
  const actor = rows
    .map(({ attributes }) => attributes?.actor.id)
    .find((one) => idsOf(one).length < MOST_ROWS_OF_A_SAVED_QUERY);

  const answer = await answerTo('--saved', 'by-actor', '--param', `actor=${actor}`, '--param', 'since=52 weeks');

  assert.deepEqual(answer.map(({ p_row_id }) => p_row_id).sort(), idsOf(actor).sort());
}

/** What cannot be asked is refused in one line. */
export async function failsInOneLine(...cases: readonly (readonly [RegExp, ...string[]])[]): Promise<void> {
  for (const [said, ...args] of cases) {
    const { code, out, err } = await query(...args).ended;
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^Failed: [^\n]+\n$/);
    assert.match(err, said);
  }
}

/** Ctrl-C cancels the query in Athena too. */
export async function stopsInAthena({ aws }: Deployment): Promise<void> {
  const before = await executions(aws);
  // As long as it takes to count, one by one.
  const { child, ended } = query(
    '--stack',
    STACK,
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT max(i) FROM n',
  );
  const id = await eventually('the query runs', SECONDS_TO_ANSWER, async () => {
    const fresh = (await executions(aws)).find((one) => !before.includes(one));
    return fresh !== undefined && (await stateOf(aws, fresh)) === 'RUNNING' ? fresh : undefined;
  });
  child.kill('SIGINT');

  const { code, out, err } = await ended;
  assert.deepEqual([code, out, err], [130, '', 'Stopped.\n']);
  assert.equal(await stateOf(aws, id), 'CANCELLED');
}

/** Each query that succeeded has left its result where the workgroup says, and in no other place; they are removed. */
export async function resultsLieApart({ aws, lake }: Deployment): Promise<void> {
  const keys = await keysOf(lake, PREFIX.queryResults);
  for (const id of await executions(aws)) {
    const hasResult = keys.some((key) => key.endsWith(`${id}.csv`));
    assert.equal(hasResult, (await stateOf(aws, id)) === 'SUCCEEDED', `the result of ${id}`);
  }
  // As the rule of the bucket does in AWS.
  for (const key of keys) await lake.delete(key);
}

// With the rights that docs/search.md names, and no others.
function query(...args: readonly string[]): StartedProgram {
  const environment = { AWS_PROFILE: 'investigator' };
  return startProgram('bin/cli.ts', ['query', ...args], environment, { timeout: SECONDS_TO_ANSWER * 1_000 });
}

async function answerTo(...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, out, err }: ProgramEnd = await query('--stack', STACK, '--output', 'json', ...args).ended;
  assert.equal(code, 0, err);
  assert.match(err, /^Athena read [\d,]+ MB: about \$0\.00005\.\n$/);
  return z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(out));
}

async function foundIn({ lake }: Deployment, table: string): Promise<Row[]> {
  return (await rowsOf(lake, table)).map(({ date, value }) => ({ ...row.parse(value), date }));
}

async function executions({ athena }: AwsClients): Promise<readonly string[]> {
  const { QueryExecutionIds = [] } = await athena.send(new ListQueryExecutionsCommand({ WorkGroup: WORKGROUP }));
  return QueryExecutionIds;
}

async function stateOf({ athena }: AwsClients, id: string): Promise<QueryExecutionState | undefined> {
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  return QueryExecution?.Status?.State;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
