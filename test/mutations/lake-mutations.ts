import type { Mutation } from './mutation';

const FAULTS = 'test/faults';
const PROCESS = 'test/lambda/process/process-capture.test.ts';
const OCCURS = 'test/queries/occurs-macros.test.ts';

/** Mutations of the processor, of what it writes to the lake, and of searches. */
export const LAKE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the processor does not skip duplicates',
    in: 'lambda/lake/rows.ts',
    find: '$skipped.has($position) ? [] : $row',
    replace: '$row',
    caughtBy: FAULTS,
  },
  {
    name: 'an event of a distant day is under that day, which Athena never shows',
    in: 'lambda/lake/partition.ts',
    find: '$day >= $oldest && $day <= $newest ? $day : $captureDay',
    replace: '$day',
    caughtBy: PROCESS,
  },
  {
    name: 'the receipt is written before the rows',
    in: 'lambda/process/process-capture.ts',
    find: 'const { archive, lake } = $context; $$work; await $write(lake, $receipt);',
    replace: `const { archive, lake: store } = $context;
      const late: (() => Promise<unknown>)[] = [];
      let isEarly = true;
      const putLate = async (key, body) => (late.push(() => store.put(key, body)), 'stored');
      const get = (target, name) => (isEarly && name === 'put' ? putLate : target[name].bind(target));
      const lake = new Proxy(store, { get });
      $$work
      isEarly = false;
      await $write(lake, $receipt);
      for (const put of late) await put();`,
    caughtBy: FAULTS,
  },
  {
    name: 'the receipt counts no duplicates',
    in: 'lambda/process/process-capture.ts',
    find: '({ $$, duplicates: $count.length, $$ })',
    at: '$count',
    replace: '[]',
    caughtBy: FAULTS,
  },
  {
    name: 'a replay counts its events again',
    in: 'lambda/process/process-capture.ts',
    find: '$replayed ? 0 : $counts.events',
    replace: '$counts.events',
    caughtBy: PROCESS,
  },
  {
    name: 'events get the time of their capture',
    in: 'lambda/lake/rows.ts',
    find: '$classified.eventTime === undefined ? $parseTime : $eventTime',
    replace: '$parseTime',
    caughtBy: FAULTS,
  },
  {
    name: 'rows depend on the time of processing',
    in: 'lambda/lake/rows.ts',
    find: 'Date.parse($header.capturedAt)',
    replace: 'Date.now()',
    caughtBy: PROCESS,
  },
  {
    name: 'a row contains half a character',
    in: 'lambda/lake/rows-object.ts',
    find: '$rows.map(($row) => `${$wholeCharacters($row)}\\n`)',
    replace: '$rows.map(($row) => `${$row}\\n`)',
    caughtBy: 'test/hostile/search.test.ts',
  },
  {
    name: 'a row that is too long for the engine hides its table',
    in: 'cli/place/directory/duckdb-engine.ts',
    find: 'const $largest = 64 * 1024 * 1024;',
    replace: 'const $largest = 16 * 1024 * 1024;',
    caughtBy: 'test/hostile/search.test.ts',
  },
  {
    name: 'a search of one day reads all days',
    in: 'cli/place/directory/duckdb-engine.ts',
    find: "`substr(parse_path(${$file})[-2], ${'date='.length + 1})`",
    replace: "`substr(parse_path(${$file} || left(p_row_id, 0))[-2], ${'date='.length + 1})`",
    caughtBy: 'test/hostile/search-damage.test.ts',
  },
  {
    name: 'a query may read any file',
    in: 'cli/place/directory/duckdb-engine.ts',
    find: "'SET enable_external_access = false'",
    replace: "'SET enable_external_access = true'",
    caughtBy: 'test/hostile/search-queries.test.ts',
  },
  {
    name: 'values in saved queries are not escaped',
    in: 'queries/saved-queries.ts',
    find: '$literal($values[$parameter] ?? $found.value)',
    replace: "`'${$values[$parameter] ?? $found.value}'`",
    caughtBy: 'test/hostile/search-queries.test.ts',
  },
  {
    name: 'the macros of time name no partition',
    in: 'queries/occurs-macros.ts',
    find: '`${$table}p_event_time ${$operator} ${$time} AND ${$table}date ${$dayOperator} ${$day}`',
    replace: '`${$table}p_event_time ${$operator} ${$time} AND ${$table}p_event_time ${$dayOperator} ${$day}`',
    caughtBy: OCCURS,
  },
  {
    name: 'the time before another time includes that time',
    in: 'queries/occurs-macros.ts',
    find: "$bound('<', $from)",
    replace: "$bound('<=', $from)",
    caughtBy: OCCURS,
  },
  {
    name: "Athena's line of column names becomes a row",
    in: 'cli/place/stack/athena-engine.ts',
    find: "$execution.StatementType === 'DML' ? 1 : 0",
    replace: '0',
    caughtBy: 'test/cli/place/stack/athena-engine.test.ts',
  },
  {
    name: 'a spreadsheet runs formulas in CSV',
    in: 'cli/query/answer-text.ts',
    find: '{ escape_formulas: true }',
    replace: '{}',
    caughtBy: 'test/cli/query/answer-text.test.ts',
  },
];
