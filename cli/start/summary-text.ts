import type { LocalRun } from '../place/directory/pipeline';
import { placeArguments } from '../place/place-options';
import { SILENCE_LIMIT_MS, type Silence } from '../status/silence';
import { onOutput } from '../terminal/colours';
import { fitHelp } from '../terminal/fit-help';
import { type Columns, plainTable, tableText } from '../terminal/plain-table';
import { terminalText } from '../terminal/terminal-text';
import type { EventRow } from './event-row';
import type { AlertRow, FailureRow, LakeSummary } from './lake-summary';

/** The summary at the end: what these runs did, what the lake holds, the state of the silence alarm, and what to do next. */
export function summaryText(
  runs: readonly LocalRun[],
  lake: LakeSummary,
  place: { readonly source: string; readonly directory: string; readonly notifyDays: number },
): string {
  const failures = `Classification failures, ${lake.failures.length} of ${lake.rejected.toLocaleString('en-US')}`;
  const alerts = `Alerts, ${lake.latestAlerts.length} of ${lake.alerts.toLocaleString('en-US')} (notified: those of the last ${place.notifyDays} days)`;
  return [
    '',
    onOutput.bold(`${terminalText(place.source)} in ${terminalText(place.directory, 200)}`),
    countsTable(runs, lake),
    ...section(alerts, lake.latestAlerts.map(alertCells), ALERT_COLUMNS),
    ...section('Latest events', lake.latestEvents.map(eventCells), EVENT_COLUMNS),
    ...section('Late events, found by a sweep', lake.lateEvents.map(eventCells), EVENT_COLUMNS),
    ...section(failures, lake.failures.map(failureCells), FAILURE_COLUMNS),
    '',
    `${onOutput.bold('Silence alarm')}  ${silenceText(lake.silence)}`,
    '',
    onOutput.dim(fitHelp(nextText(placeArguments({ lake: place.directory })))),
    '',
  ].join('\n');
}

function nextText(place: string): string {
  return [
    'Next, search all of it, look at it in a browser, and check it:',
    `  npx keepwatch query${place} "SELECT severity, title FROM alerts ORDER BY last_event_time DESC LIMIT 20"`,
    `  npx keepwatch report${place}`,
    `  npx keepwatch status${place}`,
    `  npx keepwatch verify${place}`,
    'To collect from your own organization: npx keepwatch start --help',
  ].join('\n');
}

const EVENT_COLUMNS = { titles: ['Event time (UTC)', 'Actor', 'Action', 'IP', 'Message'], shares: [0, 2, 3, 0, 3] };
const ALERT_COLUMNS = { titles: ['Last event (UTC)', 'Severity', 'Alert'], shares: [0, 0, 1] };
const FAILURE_COLUMNS = { titles: ['Record', 'Path', 'Error'], shares: [3, 2, 4] };

function countsTable(runs: readonly LocalRun[], lake: LakeSummary): string {
  const sum = (count: keyof LocalRun['tally']) => runs.reduce((total, run) => total + run.tally[count], 0);
  const table = plainTable(['', 'this run', 'in the lake'], [22, 12, 14], { colAligns: ['left', 'right', 'right'] });
  const number = (value: number) => value.toLocaleString('en-US');
  table.push(
    ['captures archived', number(sum('captures')), number(lake.captures)],
    ['records in them', number(sum('records')), number(lake.events + lake.rejected)],
    ['  events', '', number(lake.events)],
    ['  rejected', '', number(lake.rejected)],
    ['alerts raised', '', number(lake.alerts)],
    ['already archived', number(sum('duplicates')), ''],
    ['found late', number(sum('late')), ''],
  );
  return table.toString().replace(/ +$/gm, '');
}

function section(title: string, rows: readonly string[][], columns: Columns): string[] {
  if (rows.length === 0) return [];
  return ['', onOutput.bold(title), tableText(columns, rows)];
}

function eventCells({ time, actor, action, ip, message }: EventRow): string[] {
  return [time.slice(0, 19), actor, action, ip, message].map((cell) => terminalText(cell));
}

function alertCells({ last_event_time, severity, title }: AlertRow): string[] {
  return [last_event_time.slice(0, 19), severity, terminalText(title, 200)];
}

function failureCells(row: FailureRow): string[] {
  return [row.record_id ?? '(no id)', row.path, row.error].map((cell) => terminalText(cell));
}

function silenceText(silence: Silence): string {
  const hours = SILENCE_LIMIT_MS / 3_600_000;
  switch (silence.state) {
    case 'OK':
      return `${onOutput.green('OK')}: the last events were processed at ${silence.lastProcessedAt}.\nIt fires after ${hours} hours without any.`;
    case 'ALARM':
      return `${onOutput.red('ALARM')}: no event was processed for ${hours} hours.\nThe last events were processed at ${silence.lastProcessedAt}. Is the API key still valid?`;
    case 'INSUFFICIENT_DATA':
      return `${onOutput.yellow('INSUFFICIENT_DATA')}: no event was processed yet.`;
  }
}
