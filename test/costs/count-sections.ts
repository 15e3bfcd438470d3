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
    `Of a month's ${count(pollsAMonth(5))} polls a few are run; they and what they bring are multiplied.`,
    '',
    table(
      [
        ...['events a month', 'polls', 'that caught up', "requests to Atlassian's API", 'captures'],
        ...['archive: writes, reads', 'lake: writes, reads', 'metric calls', 'alerts told', 'bytes logged'],
      ],
      rates.map(({ byDefault }) => countsRow(byDefault.polls)),
    ),
    '',
    `A poll goes on until a page is empty, or holds what came since the poll began. It writes ${listOf(rates.map(capturesPerPoll))} captures, where ${listOf(rates.map(fewestPerPoll))} would hold what came. Each capture costs a run of the processor, several writes to the lake and a call to CloudWatch: most of what grows in the bills.`,
    ...rates.filter(neverCatchesUp).map(
      ({ eventsAMonth }) => `
**At ${millions(eventsAMonth)}, no poll reaches the end of what there is**: whenever it asks for a page, something new has come. Each run goes on
until its time is over, most of its captures hold a few dozen events, and nothing is swept, since a sweep begins only after a poll that caught up.`,
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
    `One sweep was run whole: of ${count(sweep.captures)} captures, with ${count(sweep.run.apiRequests)} requests to the API and ${count(reads(sweep.run.archive))} reads of the archive. From what it took for each page, each capture and each comparison, those of other rates are played, run by run.`,
    '',
    table(
      ['events a month', 'sweeps a month', 'runs they take', 'cut off by Lambda', 'archive reads', 'seconds'],
      rows,
    ),
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
