import { reads, writes } from './counts';
import { count, millions, table } from './markdown';
import { pollsAMonth } from './month';
import type { Polls } from './polls';
import type { RateResults, Results } from './results';

/** What polls counted, as a row: the same on every machine. */
export function countsRow({ rate, polls, collector, processor }: Polls): readonly string[] {
  return [
    millions(rate.eventsAMonth),
    `${polls}`,
    `${collector.caughtUp}`,
    `${collector.apiRequests}`,
    `${processor.runs}`,
    `${writes(collector.archive)}, ${reads(collector.archive) + reads(processor.archive)}`,
    `${writes(collector.lake) + writes(processor.lake)}, ${reads(collector.lake) + reads(processor.lake)}`,
    `${collector.metricCalls + processor.metricCalls}`,
    `${processor.notices}`,
    count(collector.logBytes + processor.logBytes),
  ];
}

/** The figures from which months are computed. */
export function countsSection({ rates }: Results): string {
  return [
    '## What was counted',
    '',
    `A month has ${count(pollsAMonth(5))} polls. The command runs a few of them and multiplies.`,
    '',
    table(
      [
        ...['events a month', 'polls', 'polls that caught up', "requests to Atlassian's API", 'captures'],
        ...['archive: writes, reads', 'lake: writes, reads', 'metric calls', 'alerts sent', 'bytes logged'],
      ],
      rates.map(({ byDefault }) => countsRow(byDefault.polls)),
    ),
    '',
    `A poll ends at an empty page, or at a page with events that arrived after the poll began. It writes ${listOf(rates.map(capturesPerPoll))} captures on average; ${listOf(rates.map(fewestPerPoll))} would be enough. Each capture costs a run of the processor, several writes to the lake and a call to CloudWatch. That is most of what grows in the bills.`,
    ...rates.filter(neverCatchesUp).map(
      ({ eventsAMonth }) => `
**At ${millions(eventsAMonth)}, no poll catches up**: each page has new events. Each run ends only when its time is over, most captures hold a few
dozen events, and no sweep runs, because a sweep needs a poll that caught up.`,
    ),
  ].join('\n');
}

/** What sweeps take. */
export function sweepsSection({ rates, sweep }: Results): string {
  const rows = rates.map(({ eventsAMonth, byDefault: { sweeps } }) => [
    millions(eventsAMonth),
    ...[sweeps.sweeps, sweeps.runs, sweeps.cutOff, sweeps.reads, sweeps.seconds].map(count),
  ]);
  return [
    '## Sweeps',
    '',
    `The command runs one complete sweep: ${count(sweep.captures)} captures, ${count(sweep.run.apiRequests)} requests to the API, ${count(reads(sweep.run.archive))} reads of the archive. From its cost per page, capture and comparison it simulates the sweeps of other rates, run by run.`,
    '',
    table(['events a month', 'sweeps a month', 'runs', 'ended by the timeout', 'archive reads', 'seconds'], rows),
  ].join('\n');
}

function capturesPerPoll({ byDefault: { polls } }: RateResults): number {
  return polls.collector.archive.puts / polls.polls;
}

function fewestPerPoll({ eventsAMonth, byDefault: { polls } }: RateResults): number {
  return Math.ceil(eventsAMonth / pollsAMonth(polls.rate.intervalMinutes) / 500);
}

function listOf(numbers: readonly number[]): string {
  return new Intl.ListFormat('en').format(numbers.map(count));
}

function neverCatchesUp({ byDefault }: RateResults): boolean {
  return byDefault.polls.collector.caughtUp === 0;
}
