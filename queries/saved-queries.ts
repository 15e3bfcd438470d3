import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingError } from '../lambda/errors';
import { nearName } from '../lambda/schema/near-name';
import { clipped } from '../lambda/schema/printable';
import { literal } from './sql-text';

/** A query that comes with Keepwatch: a file of this folder. */
export interface SavedQuery {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it is for. */
  readonly purpose: string;
  readonly parameters: readonly Parameter[];
  /** With `:name` for each parameter. */
  readonly sql: string;
}

/** What a query is about. */
export interface Parameter {
  readonly name: string;
  /** `default`: the value, unless another is given. `example`: one has to be given. */
  readonly kind: 'default' | 'example';
  readonly value: string;
  readonly description: string;
}

const HEADER = /^-- (?<title>[^\n]+)\n-- (?<purpose>[^\n]+)\n(?<parameters>(?:-- @[^\n]+\n)*)(?<sql>[^-][\s\S]*)$/;
const PARAMETER = /^-- @(\w+) (such as )?'([^']*)' (.+)$/;

/** Every saved query, by name. Throws `SettingError` when a file is none. */
export function savedQueries(folder = __dirname): readonly SavedQuery[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return files.sort().map((name) => parseQuery(name, readFileSync(join(folder, name), 'utf8')));
}

function parseQuery(file: string, text: string): SavedQuery {
  const { title, purpose, parameters = '', sql } = HEADER.exec(text)?.groups ?? {};
  if (title === undefined || purpose === undefined || sql === undefined) throw unreadable(file);
  const lines = parameters.split('\n').filter((line) => line !== '');
  return {
    name: file.replace(/\.sql$/, ''),
    title,
    purpose,
    sql: sql.trim(),
    parameters: lines.map((line) => parseParameter(file, line)),
  };
}

function parseParameter(file: string, line: string): Parameter {
  const [, name, example, value, description] = PARAMETER.exec(line) ?? [];
  if (name === undefined || value === undefined || description === undefined) throw unreadable(file);
  return { name, kind: example === undefined ? 'default' : 'example', value, description };
}

function unreadable(file: string): SettingError {
  return new SettingError(
    `queries/${file}: a query begins with -- and its title, -- and its purpose, then -- @name 'value' or -- @name such as 'value' and what it is for each parameter.`,
  );
}

/** The saved query of a name. Throws `SettingError`, with the name that was perhaps meant. */
export function savedQuery(name: string): SavedQuery {
  const all = savedQueries();
  const found = all.find((query) => query.name === name);
  if (found) return found;
  const near = nearName(
    name,
    all.map((query) => query.name),
  );
  throw new SettingError(
    `There is no saved query ${clipped(name, 80)}${near === undefined ? '.' : `; did you mean ${near}?`} --list shows all.`,
  );
}

/**
 * A saved query with these values for its parameters, as SQL.
 * Throws `SettingError` for a parameter that it does not have, and for one that is missing.
 */
export function filled({ name, parameters, sql }: SavedQuery, values: Readonly<Record<string, string>> = {}): string {
  const known = parameters.map((parameter) => parameter.name);
  const [unknown] = Object.keys(values).filter((given) => !known.includes(given));
  if (unknown !== undefined) {
    throw new SettingError(`${name} has no parameter ${clipped(unknown, 80)}; it has ${known.join(', ') || 'none'}.`);
  }
  const missing = parameters.find((parameter) => parameter.kind === 'example' && !values[parameter.name]);
  if (missing) {
    throw new SettingError(
      `${name} needs --param ${missing.name}=…: ${missing.description}, such as ${missing.value}.`,
    );
  }
  return sql.replace(/(?<![\w:]):([a-z]\w*)/g, (placeholder, parameter: string) => {
    const found = parameters.find((each) => each.name === parameter);
    return found ? literal(values[parameter] ?? found.value) : placeholder;
  });
}
