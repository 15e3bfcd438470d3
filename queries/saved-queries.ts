import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingError } from '../lambda/errors';
import { nearName } from '../lambda/schema/near-name';
import { clipped } from '../lambda/schema/printable';
import { literal } from './sql-text';

/** A query that comes with Keepwatch: a file of this folder. */
export interface SavedQuery {
  /** Name of the file, without its extension. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it is for. */
  readonly purpose: string;
  readonly parameters: readonly Parameter[];
  /** With `:name` for each parameter. */
  readonly sql: string;
}

/** A value that the user chooses. */
export interface Parameter {
  readonly name: string;
  /** `default`: the value is used when no other is given. `example`: a value must be given. */
  readonly kind: 'default' | 'example';
  readonly value: string;
  readonly description: string;
}

/** The files of the folder: those that can be used, and what is wrong with the others. */
export interface SavedQueryFolder {
  /** In order of their names. */
  readonly queries: readonly SavedQuery[];
  /** By name: file, line, what is wrong, what is expected. */
  readonly problems: ReadonlyMap<string, string>;
}

const PARAMETER = /^-- @(\w+) (such as )?'([^']*)' (.+)$/;
const PARAMETER_EXAMPLE = "-- @since '7 days' how far back";
const PLACEHOLDER = /(?<![\w:]):([a-z]\w*)/g;

/** Reads every saved query. A file that cannot be used does not hide the others. */
export function readSavedQueries(folder = __dirname): SavedQueryFolder {
  const queries: SavedQuery[] = [];
  const problems = new Map<string, string>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.sql')) continue;
    try {
      queries.push(parseQuery(file, readFileSync(join(folder, file), 'utf8')));
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.set(queryName(file), error.message);
    }
  }
  return { queries, problems };
}

/** Every saved query, by name. Throws `SettingError` with a line for each file that cannot be used. */
export function savedQueries(folder = __dirname): readonly SavedQuery[] {
  const { queries, problems } = readSavedQueries(folder);
  if (problems.size > 0) throw new SettingError([...problems.values()].join('\n'));
  return queries;
}

function queryName(file: string): string {
  return file.replace(/\.sql$/, '');
}

function parseQuery(file: string, text: string): SavedQuery {
  const lines = text.split(/\r?\n/);
  const title = commentAt(file, lines, 0, 'title');
  const purpose = commentAt(file, lines, 1, 'purpose');
  const header = lines.findIndex((line, i) => i >= 2 && !line.startsWith('-- @'));
  const end = header === -1 ? lines.length : header;
  const parameters = lines.slice(2, end).map((line, i) => parseParameter(file, line, i + 3));
  const sql = lines.slice(end).join('\n').trim();
  if (sql === '') throw problem(file, end + 1, 'expected SQL after the comments, found nothing');
  checkPlaceholders(file, parameters, lines, end);
  return { name: queryName(file), title, purpose, parameters, sql };
}

function commentAt(file: string, lines: readonly string[], i: number, what: string): string {
  const [, comment] = /^-- ([^@\s].*)$/.exec(lines[i] ?? '') ?? [];
  if (comment === undefined) throw problem(file, i + 1, `expected the ${what}: "-- " and one line of text`);
  return comment;
}

function parseParameter(file: string, line: string, number: number): Parameter {
  const [, name, example, value, description] = PARAMETER.exec(line) ?? [];
  if (name === undefined || value === undefined || description === undefined) {
    throw problem(
      file,
      number,
      `expected name, value and description of a parameter, such as ${PARAMETER_EXAMPLE}, found ${clipped(line, 80)}`,
    );
  }
  return { name, kind: example === undefined ? 'default' : 'example', value, description };
}

// Each parameter is used, and each placeholder is declared.
function checkPlaceholders(
  file: string,
  parameters: readonly Parameter[],
  lines: readonly string[],
  end: number,
): void {
  const declared = parameters.map(({ name }) => name);
  const used = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (i < end) continue;
    for (const [, name = ''] of line.replace(/'[^']*'|--.*$/g, '').matchAll(PLACEHOLDER)) {
      if (!declared.includes(name)) {
        const example = PARAMETER_EXAMPLE.replace('since', name);
        throw problem(file, i + 1, `:${name} is not declared. Add a line such as ${example} below the purpose`);
      }
      used.add(name);
    }
  }
  const unused = declared.findIndex((name) => !used.has(name));
  if (unused === -1) return;
  const name = declared[unused];
  throw problem(
    file,
    unused + 3,
    `the SQL does not use :${name}. After @, write the parameter's own name, such as since`,
  );
}

function problem(file: string, line: number, what: string): SettingError {
  return new SettingError(`queries/${file}:${line}: ${what}.`);
}

/** The saved query of a name. Throws `SettingError`: with what is wrong with its file, or the name that was probably meant. */
export function savedQuery(name: string, folder = __dirname): SavedQuery {
  const { queries, problems } = readSavedQueries(folder);
  const found = queries.find((query) => query.name === name);
  if (found) return found;
  const own = problems.get(name);
  if (own !== undefined) throw new SettingError(own);
  const near = nearName(
    name,
    queries.map((query) => query.name),
  );
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new SettingError(
    `Unknown saved query ${clipped(name, 80)}.${meant} To list all, run npx keepwatch query --list.`,
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
    throw new SettingError(
      `${name} has no parameter ${clipped(unknown, 80)}. Available: ${known.join(', ') || 'none'}.`,
    );
  }
  const missing = parameters.find((parameter) => parameter.kind === 'example' && !values[parameter.name]);
  if (missing) {
    throw new SettingError(
      `${name} needs --param ${missing.name}=…: ${missing.description}, such as ${missing.value}.`,
    );
  }
  return sql.replace(PLACEHOLDER, (placeholder, parameter: string) => {
    const found = parameters.find((each) => each.name === parameter);
    return found ? literal(values[parameter] ?? found.value) : placeholder;
  });
}
