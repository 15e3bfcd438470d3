import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDirectoryLake } from '../../../cli/place/directory/duckdb-engine';
import { readRows } from '../../../lambda/lake/rows-object';
import { ALERTS, PREFIX } from '../../../lambda/names';
import { startProgram } from '../../started-program';
import type { Answer } from './compared-answers';
import { fillHostileLake } from './hostile-lake';
import type { LakeValues } from './questions';

const MOST_ALERTS = 8;

/** A lake in a directory, which DuckDB is asked about as the command asks it. */
export interface JudgedLake {
  /** Its bucket, and its schema in Trino. */
  readonly name: string;
  readonly directory: string;
  /** Number of days before today. Every row of these days is compared. */
  readonly days: number;
  /** How far back saved queries look. */
  readonly since: string;
  /** Whether it has events that are not under their own day. */
  readonly hasDistantDays: boolean;
}

/** The lake of the demo: half a year of a simulated organization, and of a simulated Panther deployment. */
export async function demoLake(folder: string): Promise<JudgedLake> {
  for (const source of ['atlassian', 'panther']) {
    const { ended } = startProgram('bin/cli.ts', ['start', '--source', source, '--lake', join(folder, 'demo')]);
    const { code, out, err } = await ended;
    if (code !== 0) throw new Error(`start --source ${source} ended with ${code}:\n${out}${err}`);
  }
  return { name: 'demo', directory: join(folder, 'demo', 'lake'), days: 10, since: '30 days', hasDistantDays: false };
}

/** The lake of what an API might send to trouble a reader. */
export async function hostileLake(folder: string, now: number): Promise<JudgedLake> {
  const directory = join(folder, 'hostile');
  await fillHostileLake(directory, now);
  return { name: 'hostile', directory, days: 3000, since: '400 days', hasDistantDays: true };
}

/** Asks DuckDB. Throws `QueryError`. */
export async function askDuckdb({ directory }: JudgedLake, sql: string): Promise<Answer> {
  const engine = await openDirectoryLake(directory);
  try {
    const { columns, rows } = await engine.query(sql);
    const all: (readonly unknown[])[] = [];
    for await (const row of rows) all.push(row);
    return { columns, rows: all };
  } finally {
    engine.close();
  }
}

/** The most frequent actors, addresses and object of a lake. */
export async function valuesOf(lake: JudgedLake): Promise<LakeValues> {
  const mostFrequent = async (value: string, table: string): Promise<readonly string[]> => {
    const sql = `SELECT ${value} FROM ${table} WHERE length(${value}) > 3 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`;
    return (await askDuckdb(lake, sql)).rows.map(([found]) => String(found));
  };
  return {
    since: lake.since,
    actors: [
      ...(await mostFrequent('attributes.actor.email', 'atlassian_audit')),
      ...(await mostFrequent('actor.id', 'panther_audit')),
    ],
    addresses: [
      ...(await mostFrequent('attributes.location.ip', 'atlassian_audit')),
      ...(await mostFrequent('sourceIP', 'panther_audit')),
    ],
    objects: [...(await mostFrequent('element_at(attributes.context, 1).id', 'atlassian_audit')), '🏴'],
  };
}

/** Some alerts of a lake, as rows. */
export function alertsOf({ directory }: JudgedLake): readonly string[] {
  const root = join(directory, PREFIX.events, ALERTS);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json.gz'));
  const rows = files.sort().flatMap((file) => readRows(file, readFileSync(join(root, file))));
  const step = Math.max(1, Math.floor(rows.length / MOST_ALERTS));
  return rows.filter((_, i) => i % step === 0);
}
