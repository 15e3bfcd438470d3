import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Option } from 'commander';
import { SettingError } from '../../lambda/errors';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { printableJson } from '../../lambda/schema/printable';
import { expandOccurs } from '../../queries/occurs-macros';
import { filled, readSavedQueries, savedQuery } from '../../queries/saved-queries';
import type { DefineCommand } from '../command';
import { UsageError } from '../exit-codes';
import { openQueryEngine } from '../place/open-place';
import { lakeOption, type PlaceOptions, stackOption } from '../place/place-options';
import { athenaCost } from '../place/stack/athena-cost';
import { onError } from '../terminal/colours';
import { wholeTableText } from '../terminal/plain-table';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { terminalText } from '../terminal/terminal-text';
import { ANSWER_FORMATS, type AnswerFormat, answerText } from './answer-text';

interface Options extends PlaceOptions {
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
    .option('--saved <name>', 'run a saved query instead')
    .option('--param <name=value>', 'parameter of a saved query; may be repeated', collectParameter)
    .option('--list', 'list the saved queries and their parameters')
    .addOption(lakeOption())
    .addOption(stackOption('deployed stack instead, with Athena'))
    .addOption(new Option('--output <format>', 'format of the answer').choices(ANSWER_FORMATS).default('table'))
    .addHelpText('after', HELP)
    .action(async (sql: string | undefined, options: Options) => {
      const text = readStatement(sql, options);
      if (text === undefined) return void process.stdout.write(listText(options.output));
      const statement = expandOccurs(text, Date.now());
      const engine = await openQueryEngine(options);
      // A query in Athena would go on, and be charged.
      stopOnSignal(() => engine.cancel());
      try {
        const answer = await engine.query(statement);
        for await (const text of answerText(answer, options.output)) {
          // Waits for a slow reader: an answer can be larger than memory.
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
    throw new UsageError(
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

// Undefined for --list.
function readStatement(sql: string | undefined, { file, saved, list, param }: Options): string | undefined {
  if ([sql, file, saved, list].filter((given) => given !== undefined).length !== 1) {
    throw new UsageError(
      `Give exactly one of SQL, --file, --saved and --list. Example: npx keepwatch query "${EXAMPLE}".`,
    );
  }
  if (saved !== undefined) return filled(savedQuery(saved), param);
  if (param !== undefined) throw new UsageError('--param: use it with --saved.');
  if (file === undefined) return sql;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const says = existsSync(file) ? 'cannot be read' : 'does not exist';
    throw new SettingError(`--file: ${terminalText(file, 200)} ${says}.`, { cause });
  }
}

const EXAMPLE = "SELECT count(*) FROM atlassian_audit WHERE p_occurs_since('7 days')";

const HELP = `
Tables:
${LAKE_TABLES.map(({ name }) => `  ${name}`).join('\n')}

To list the columns of one: npx keepwatch query "DESCRIBE <table>".
Guide: docs/search.md.

Times are UTC. Without a condition on the day, a query reads every day. These
conditions limit it: p_occurs_since('1 day'), p_occurs_between('…', '…'),
p_occurs_after('…') and p_occurs_before('…'). For an alert they compare the time
at which it was raised. Queries only read. Put SQL that starts with a comment
into a --file.

With --stack, Athena runs the query with your AWS credentials (AWS_PROFILE,
AWS_REGION). The data read and its price are printed on standard error. Ctrl-C
cancels the query.

--output table shows at most 1,000 rows and cuts long cells. If its columns do
not fit, it shows each row by itself. csv puts an apostrophe before text that a
spreadsheet would run as a formula, and escapes control characters. json has
every character unchanged.

Examples:
  npx keepwatch query \\
    "${EXAMPLE}"
  npx keepwatch query --list
  npx keepwatch query --saved by-actor --param actor=ada@example.com \\
    --param since="30 days"
  npx keepwatch query "DESCRIBE atlassian_audit"
  npx keepwatch query --lake ~/evidence "SELECT count(*) FROM atlassian_audit"
  npx keepwatch query --stack Keepwatch \\
    "SELECT count(*) FROM atlassian_audit WHERE p_occurs_since('1 day')"
  npx keepwatch query --output csv --file everything-by-ada.sql > ada.csv

Exit codes: 0 answered, 1 failed; others: npx keepwatch --help`;
