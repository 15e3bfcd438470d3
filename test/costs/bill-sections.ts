import { costOfMonth, totalOf } from './bill';
import { count, millions, table, units, usd } from './markdown';
import { costOf, PRICES } from './prices';
import { LONGER_MINUTES, type RateResults, type Results, type Scenario } from './results';

const YEARS = { second: 13, sixth: 61 } as const;
const FEW_DAYS = { kept: 365, logs: 30 } as const;

/** What the first month costs, and later ones. */
export function totalsSection({ rates, stack }: Results): string {
  const days = { kept: stack.retentionDays, logs: stack.logRetentionDays };
  const rows = rates.map(({ eventsAMonth, byDefault: { month, bill } }) => [
    millions(eventsAMonth),
    usd(totalOf(bill)),
    usd(costOfMonth(month, YEARS.second, days)),
    usd(costOfMonth(month, YEARS.sixth, days)),
    usd(totalOf(bill) / (eventsAMonth / 1_000_000)),
    `${count(month.archiveGigabytes)} + ${count(month.lakeGigabytes)}`,
    `${count((month.archiveGigabytes + month.lakeGigabytes) * (stack.retentionDays / 30))}`,
  ]);
  return [
    '## First and later months',
    '',
    table(
      [
        ...['events a month', 'first month, USD', 'after a year', 'after five years', 'USD for a million events'],
        ...['GB a month, archive + lake', 'GB after five years'],
      ],
      rows,
    ),
    '',
    `Only storage grows. Data is removed after ${stack.retentionDays} days and logs after ${stack.logRetentionDays} days; after that, storage stays level.`,
  ].join('\n');
}

/** The bill of a rate, line by line. */
export function rateSection({ eventsAMonth, byDefault: { bill } }: RateResults): string {
  const rows = bill.map((line) => [line.part, line.counted, units(line.units, PRICES[line.price].unit), usd(line.usd)]);
  return [
    `### ${millions(eventsAMonth)} events a month`,
    '',
    table(
      ['part', 'what is counted', 'units a month', 'USD a month'],
      [...rows, ['**total**', '', '', usd(totalOf(bill))]],
    ),
  ].join('\n');
}

/** What each thing that can be turned down saves, in the first month or when everything has grown. */
export function savingsSection({ rates, stack, stackWithoutSilence }: Results): string {
  const days = { kept: stack.retentionDays, logs: stack.logRetentionDays };
  const than = (other: (rate: RateResults) => Scenario) => (rate: RateResults) =>
    totalOf(rate.byDefault.bill) - totalOf(other(rate).bill);
  const later = (nth: number, fewer: typeof days) => (rate: RateResults) => {
    const { month } = rate.byDefault;
    return costOfMonth(month, nth, days) - costOfMonth(month, nth, fewer);
  };
  const silence = costOf('alarmMetric', stack.alarmMetrics - stackWithoutSilence.alarmMetrics);
  const savings: readonly (readonly [what: string, saved: (rate: RateResults) => number])[] = [
    [`\`intervalMinutes: ${LONGER_MINUTES}\` instead of 5`, than(({ longerInterval }) => longerInterval)],
    ['all packs of `detections` off: no alerts, no emails', than(({ withoutDetections }) => withoutDetections)],
    ['`silenceMinutes: false`: one alarm less', () => silence],
    [
      `\`logRetentionDays: ${FEW_DAYS.logs}\` instead of ${days.logs}, after a year`,
      later(YEARS.second, { ...days, logs: FEW_DAYS.logs }),
    ],
    [
      `\`retentionDays: ${FEW_DAYS.kept}\` instead of ${days.kept}, after five years`,
      later(YEARS.sixth, { ...days, kept: FEW_DAYS.kept }),
    ],
  ];
  return [
    '## Settings that save money',
    '',
    table(
      ['setting', ...rates.map(({ eventsAMonth }) => `saves at ${millions(eventsAMonth)}, USD a month`)],
      savings.map(([what, saved]) => [what, ...rates.map((rate) => savedText(saved(rate)))]),
    ),
    '',
    'No setting removes the dashboard, the metrics or the other alarms. `search.enabled: false` saves nothing: tables cost nothing until they are queried.',
  ].join('\n');
}

function savedText(saved: number): string {
  return saved < 0.005 ? (saved > -0.005 ? 'less than a cent' : `nothing: ${usd(-saved)} more`) : usd(saved);
}
