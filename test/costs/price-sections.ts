import { ASSUMPTIONS, type Assumption } from './assumptions';
import type { Deployed } from './deployed';
import { count, millions, table, units, usd } from './markdown';
import { pollsAMonth } from './month';
import { costOf, PRICED_ON, PRICES, type Price, REGION } from './prices';
import type { Results } from './results';

const TERABYTE = 1_000_000_000_000;
const LEAST_SCANNED = 10_000_000;

/** What it costs to query events. */
export function searchSection({ rates, stack }: Pick<Results, 'rates' | 'stack'>): string {
  const rows = rates.map(({ eventsAMonth, byDefault: { polls } }) => {
    const times = pollsAMonth(polls.rate.intervalMinutes) / polls.polls;
    const query = (days: number) => {
      const share = (times * days) / 30;
      const [bytes, objects] = [polls.eventBytes * share, polls.eventObjects * share];
      const scan = costOf('athenaScan', Math.max(LEAST_SCANNED, bytes) / TERABYTE);
      const requests = costOf('s3Get', objects) + costOf('s3Put', days * ASSUMPTIONS.listsOfADay.value);
      return [`${count(bytes / 1_000_000)} MB in ${count(objects)} objects`, dollars(scan + requests)];
    };
    return [millions(eventsAMonth), ...query(1), ...query(30)];
  });
  return [
    '## A query in Athena',
    '',
    table(['events a month', 'a day', 'USD', 'a month', 'USD'], rows),
    '',
    'Assumed: one GET request per object. Tables cost nothing below a million tables and partitions.',
    '',
    listedDays(stack),
  ].join('\n');
}

/** What a query costs that does not limit its days. */
export function listedDays({ projectedDays }: Pick<Deployed, 'projectedDays'>): string {
  const requests = projectedDays * ASSUMPTIONS.listsOfAnEmptyDay.value;
  return `**Limit the days of each query.** A query lists each day in each table that it names: once if the day has rows, twice if it has none. Without a condition on \`date\`, these are all ${count(projectedDays)} days that a table has: up to ${count(requests)} LIST requests, USD ${dollars(costOf('s3Put', requests))}, for each table.`;
}

/** What it costs to verify all that was kept. */
export function verifySection({ rates }: Results): string {
  const rows = rates.map(({ eventsAMonth, byDefault: { polls, month } }) => {
    const objects = (polls.eventObjects * pollsAMonth(polls.rate.intervalMinutes)) / polls.polls;
    // Each capture, its receipt, and the rows that this names.
    const reads = 2 * month.archiveWrites + objects;
    return [millions(eventsAMonth), count(reads), dollars(costOf('s3Get', reads)), usd(costOf('s3Get', reads * 60))];
  });
  return [
    '## Verification',
    '',
    table(['events a month', 'objects of a month', 'USD', 'of five years, USD'], rows),
    '',
    '`verify --since` reads only captures since that time and lists all names, a thousand per request. Outside AWS, you also pay for the transfer of all bytes read.',
  ].join('\n');
}

/** What the deployment trail adds. */
export function trailSection({ rates, stack, stackWithTrail }: Results): string {
  const metrics = stackWithTrail.alarmMetrics - stack.alarmMetrics;
  // Lambda waits at a queue with five connections, for 20 seconds each. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  const polls = (5 * 30 * 24 * 3600) / 20;
  return [
    '## With a deployment trail',
    '',
    table(
      ['what', 'USD'],
      [
        [`${metrics} metrics in alarms, per month`, usd(costOf('alarmMetric', metrics))],
        [
          `${count(polls)} requests by which Lambda polls the empty queue, per month (computed)`,
          usd(costOf('queueRequest', polls)),
        ],
        ['`createCloudTrail`: the first copy of management events', 'nothing'],
        [
          '`createCloudTrail`, if the account already has a trail: 100,000 management events',
          usd(costOf('trailCopy', 100_000)),
        ],
        ['100,000 data events of the archive, without those of the functions', usd(costOf('dataEvent', 100_000))],
        ...rates.map(({ eventsAMonth, byDefault: { month } }) => {
          const events = month.archiveWrites + month.archiveLists + month.archiveReads + month.sweepReads;
          const what = `all data events of the archive, at ${millions(eventsAMonth)} a month: ${count(events)}`;
          return [what, usd(costOf('dataEvent', events))];
        }),
      ],
    ),
  ].join('\n');
}

/** What is not counted but assumed. */
export function assumptionsSection(): string {
  const all: readonly Assumption[] = Object.values(ASSUMPTIONS);
  return [
    '## Assumptions',
    '',
    table(
      ['what', 'value', 'why'],
      all.map(({ what, value, unit, why }) => [what, `${value} ${unit}`.trimEnd(), why]),
    ),
  ].join('\n');
}

/** The list prices. */
export function pricesSection(): string {
  const all: readonly Price[] = Object.values(PRICES);
  return [
    '## Prices',
    '',
    `${REGION}, looked up on ${PRICED_ON}. List prices of the first tier, without free tier. A guide in the last column is not AWS's own page: compare before you rely on it.`,
    '',
    table(
      ['what', 'USD', 'for', "AWS's page", 'read in'],
      all.map(({ name, usd: amount, per, unit, page, readIn }) => [
        ...[name, `${amount}`, units(per, unit), `<${page}>`],
        readIn ?? '**not verified**',
      ]),
    ),
  ].join('\n');
}

function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
