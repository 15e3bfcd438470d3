import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { SettingError } from '../../lambda/errors';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { printableJson } from '../../lambda/schema/printable';
import { expandOccurs } from '../../queries/occurs-macros';
import { filled, readSavedQueries, savedQuery } from '../../queries/saved-queries';
import type { DefineCommand } from '../command';
import { type LakeOptions, openEngine } from '../place/open-engine';
import { lakeOption, stackOption } from '../place/place-options';
import { athenaCost } from '../place/stack/athena-cost';
import { onError } from '../terminal/colours';
import { wholeTableText } from '../terminal/plain-table';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { terminalText } from '../terminal/terminal-text';
import { ANSWER_FORMATS, type AnswerFormat, answerText } from './answer-text';

interface Options extends LakeOptions {
  readonly file?: string;
  readonly saved?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly list?: boolean;
  readonly output: AnswerFormat;
}

/** `query`: SQL over the events, failures and alerts in a lake. */
export const defineCommand: DefineCommand = (command) => {
  command
    .argument('[sql]', 'a SELECT over the tables below')
    .option('--file <path>', 'read the SQL from a file instead')
    .option('--saved <name>', 'a query that comes with Keepwatch instead')
    .option('--param <name=value>', 'what a saved query is about; may be repeated', collectParameter)
    .option('--list', 'list the saved queries and their parameters')
    .addOption(lakeOption())
    .addOption(stackOption('deployed stack instead, by Athena'))
    .addOption(new Option('--output <format>', 'how to write the answer').choices(ANSWER_FORMATS).default('table'))
    .addHelpText('after', HELP)
    .action(async (sql: string | undefined, options: Options) => {
      const text = readStatement(sql, options);
      if (text === undefined) return void process.stdout.write(listText(options.output));
      const statement = expandOccurs(text, Date.now());
      const engine = await openEngine(options);
      // A query in Athena would go on, and be charged.
      stopOnSignal(() => engine.cancel());
      try {
        const answer = await engine.query(statement);
        for await (const text of answerText(answer, options.output)) {
          // Whoever reads slowly is waited for: an answer can be larger than memory.
          if (!process.stdout.write(text)) await once(process.stdout, 'drain');
        }
        if (answer.scannedBytes !== undefined) process.stderr.write(`${athenaCost([answer.scannedBytes])}\n`);
      } finally {
        engine.close();
      }
    });
};

function collectParameter(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new SettingError(
      `--param: ${terminalText(text)} is not allowed; use name=value, such as actor=ada@example.com.`,
    );
  }
  return { ...before, [name]: value };
}

function listText(format: AnswerFormat): string {
  const { queries, problems } = readSavedQueries();
  for (const problem of problems.values())
    process.stderr.write(`${onError.red('Not usable:')} ${terminalText(problem, 400)}\n`);
  if (problems.size > 0) process.exitCode = 1;
  if (format === 'json') return `${printableJson(queries)}\n`;
  const rows = queries.map(({ name, purpose, parameters }) => [
    name,
    parameters.map((each) => (each.kind === 'default' ? `${each.name}=${each.value}` : `${each.name}=…`)).join(', '),
    purpose,
  ]);
  return `${wholeTableText({ titles: ['Query', 'Parameters', 'For'], shares: [0, 1, 2] }, rows)}\n`;
}

// Undefined when the list is asked for.
function readStatement(sql: string | undefined, { file, saved, list, param }: Options): string | undefined {
  if ([sql, file, saved, list].filter((given) => given !== undefined).length !== 1) {
    throw new SettingError(
      `Give one of SQL, --file, --saved and --list, for example: npx keepwatch query "${EXAMPLE}".`,
    );
  }
  if (saved !== undefined) return filled(savedQuery(saved), param);
  if (param !== undefined) throw new SettingError('--param is for --saved queries.');
  if (file === undefined) return sql;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingError(`--file: ${terminalText(file, 200)} cannot be read.`, { cause });
  }
}

const EXAMPLE =
  "SELECT attributes.action, count(*) FROM atlassian_audit WHERE p_occurs_since('7 days') GROUP BY 1 ORDER BY 2 DESC";

const HELP = `
Tables: ${LAKE_TABLES.map(({ name }) => name).join(', ')}.
DESCRIBE <table> tells its columns; docs/search.md tells more.

Times are UTC. p_occurs_since('1 day'), p_occurs_between('…', '…'),
p_occurs_after('…') and p_occurs_before('…') are conditions on p_event_time by
which no other day is read; an alert's is when it was raised. A query only
reads. SQL that begins with a comment goes into a --file.

On a stack your own AWS credentials ask (AWS_PROFILE, AWS_REGION). What Athena
read, and what that costs, is said on standard error; Ctrl-C cancels.

A table holds 1,000 rows at most, and cuts long cells; where there is no room
for its columns, each row is shown by itself. In CSV a text that a spreadsheet would run is
preceded by an apostrophe, and control characters are written out; JSON has
every character as it was.

Examples:
  npx keepwatch query "${EXAMPLE}"
  npx keepwatch query --list
  npx keepwatch query --saved by-actor --param actor=ada@example.com --param since="30 days"
  npx keepwatch query "DESCRIBE atlassian_audit"
  npx keepwatch query --lake ~/keepwatch-evidence "SELECT date, count(*) FROM atlassian_audit GROUP BY date ORDER BY date"
  npx keepwatch query --stack Keepwatch "SELECT count(*) FROM atlassian_audit WHERE p_occurs_since('1 day')"
  npx keepwatch query --output csv --file everything-by-ada.sql > ada.csv

Exit status: 0 when the query was answered, 1 when it could not be, 130 or 143
when it was stopped by a signal.`;
