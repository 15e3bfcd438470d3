import type { LastRun } from '../../lambda/archive/state';
import { onOutput } from '../terminal/colours';
import { counted, lengthOfTime, minuteOf, pluralize } from '../terminal/figures';
import { tableText, terminalWidth } from '../terminal/plain-table';
import { terminalText } from '../terminal/terminal-text';
import type { SourceStatus } from './source-status';

const TITLES = ['Source', 'Newest capture', 'Newest record', 'Today', 'Last run', 'Behind'] as const;
const LONGEST = 400;

const ENDINGS: Readonly<Record<LastRun['ending'], string>> = {
  'caught-up': 'caught up',
  'out-of-time': 'more to read',
  throttled: 'waits for the API',
  failed: 'failed',
};

/** An alarm that is firing. */
export interface OpenAlarm {
  readonly name: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The place as shown to the user, and the option for it, such as ` --lake DIR`. */
export interface PlaceName {
  readonly name: string;
  readonly place: string;
}

/** The status as text: a line for each source, then failures and alarms. `now` in epoch milliseconds. */
export function statusText(
  { name, place }: PlaceName,
  sources: readonly SourceStatus[],
  alarms: readonly OpenAlarm[],
  now: number,
): string {
  const ago = (time: string) => `${lengthOfTime(Math.max(0, Math.round((now - Date.parse(time)) / 1000)))} ago`;
  const rows = sources.map(({ source, head, eventsToday, lastRun, behind, problem }) => [
    terminalText(source),
    head !== null ? `${head.seq}, ${ago(head.capturedAt)}` : problem !== null ? 'unreadable' : 'none yet',
    head === null ? '–' : minuteOf(head.newestRecord),
    counted(eventsToday),
    lastRun === null ? (behind === null ? '–' : 'interrupted') : `${ENDINGS[lastRun.ending]} ${ago(lastRun.endedAt)}`,
    behind === null ? '–' : `${lengthOfTime(behind.seconds)} (${Math.floor(behind.share * 100)}% read)`,
  ]);
  const failed = sources.flatMap(({ source, lastRun, problem }) => {
    const reason = problem ?? (lastRun?.ending === 'failed' ? lastRun.failure?.reason : undefined);
    return reason === undefined ? [] : [`${onOutput.red(terminalText(source))}: ${terminalText(reason, LONGEST)}`];
  });
  return [
    `${onOutput.bold(terminalText(name, LONGEST))}, ${minuteOf(new Date(now).toISOString())} UTC`,
    '',
    sources.length === 0 ? 'Nothing is collected yet.' : rowsText(rows),
    ...(failed.length > 0 ? ['', ...failed] : []),
    '',
    ...alarmLines(alarms, ago),
    ...(failed.length + alarms.length > 0 ? [`To see what to do, run npx keepwatch doctor${place}.`] : []),
  ].join('\n');
}

// A table where its longest row fits; else each source by itself, a line for each of its values.
function rowsText(rows: readonly (readonly string[])[]): string {
  const widths = TITLES.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const width = widths.reduce((sum, each) => sum + each, 0) + 2 * (TITLES.length - 1);
  if (width <= terminalWidth()) return tableText({ titles: TITLES, shares: TITLES.map(() => 0) }, rows);
  const [, ...titles] = TITLES;
  const longest = Math.max(...titles.map(({ length }) => length));
  return rows
    .map(([source = '', ...values]) => {
      const lines = titles.map((title, i) => `  ${onOutput.dim(title.padEnd(longest))}  ${values[i] ?? ''}`);
      return [onOutput.bold(source), ...lines].join('\n');
    })
    .join('\n\n');
}

function alarmLines(alarms: readonly OpenAlarm[], ago: (time: string) => string): readonly string[] {
  if (alarms.length === 0) return ['No alarm is firing.'];
  return [
    onOutput.red(`${pluralize(alarms.length, 'alarm')} firing:`),
    ...alarms.map(({ name, since }) => `  ${terminalText(name)}${since === '' ? '' : `, ${ago(since)}`}`),
  ];
}
