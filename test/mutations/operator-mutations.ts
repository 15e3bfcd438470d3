import type { Mutation } from './mutations';

const FAULTS = 'test/faults/random-schedules';
const BACKFILL = 'test/cli/backfill';

/** The mutations of what an operator's commands do, and of what makes them safe beside the collectors. */
export const OPERATOR_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a run of nothing but duplicates keeps no position',
    file: 'lambda/collect/read-pages.ts',
    edits: [
      ["if (mode === 'poll' && idle && archive.head) tally", "if (mode !== 'poll' && idle && archive.head) tally"],
    ],
    caughtBy: 'test/lambda/collect/collect.test',
  },
  {
    name: 'a position is kept although somebody else did commit',
    file: 'lambda/archive/archive.ts',
    edits: [["(raced || what === 'records')) return", "what === 'records') return"]],
    caughtBy: 'test/lambda/collect/collect-races',
  },
  {
    name: 'a record ahead of the clock ends a run with its page',
    file: 'lambda/sources/atlassian/atlassian-source.ts',
    edits: [[' && time <= receivedAt)', ')']],
    caughtBy: 'test/lambda/sources/atlassian/atlassian-source',
  },
  {
    name: 'a backfill moves the position of polling',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        "head && (raced || mode !== 'poll') ? head.header.resume",
        "head && (raced || mode === 'sweep') ? head.header.resume",
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a backfill reads the feed of another organization',
    file: 'cli/backfill/backfill.ts',
    edits: [['if (feed === path) return feed;', 'if (feed !== undefined) return feed;']],
    caughtBy: BACKFILL,
  },
  {
    name: 'a backfill goes on after the page that it has not archived',
    file: 'cli/backfill/backfill.ts',
    edits: [['request: page.request.query,', 'request: page.next ?? page.request.query,']],
    caughtBy: BACKFILL,
  },
  {
    name: 'a gap ends the log, and its number is taken again',
    file: 'lambda/archive/head.ts',
    edits: [['archive, source, head)) head = seq;', 'archive, source, head)) head = Math.min(head, seq);']],
    caughtBy: BACKFILL,
  },
  {
    name: 'what waits for its receipt is younger than the newest',
    file: 'cli/doctor/check-log.ts',
    edits: [
      ['isFresh(log, waiting[middle] ?? 0, now)', 'isFresh(log, seqOfNewest, now)'],
      ['let [late, upTo]', 'const seqOfNewest = waiting.at(-1) ?? 0;\n  let [late, upTo]'],
    ],
    caughtBy: 'test/cli/doctor',
  },
  {
    name: 'a walk that goes on forgets what waited for a receipt',
    file: 'cli/verify/walk.ts',
    edits: [['(begun?.waiting ?? [])', '([] as number[])']],
    caughtBy: 'test/cli/verify',
  },
  {
    name: 'a backfill chases what is new',
    file: 'cli/backfill/backfill.ts',
    edits: [['time >= end && time <= receivedAt', 'time === Infinity && time <= receivedAt']],
    caughtBy: BACKFILL,
  },
  {
    name: 'a backfill waits by one timer, which may be too long for it',
    file: 'cli/backfill/backfill.ts',
    edits: [['Math.min(left, LONGEST_SLEEP_MS)', 'left']],
    caughtBy: BACKFILL,
  },
  {
    name: 'a memory that the API refuses ends every backfill',
    file: 'cli/backfill/backfill.ts',
    edits: [['tally.pages > 0 ||', 'tally.pages >= 0 ||']],
    caughtBy: 'test/hostile/backfill-memory',
  },
  {
    name: 'a replay believes a receipt that it cannot read',
    file: 'cli/replay/replay.ts',
    edits: [
      [
        "if (before === 'unreadable') await lake.delete(receiptKey(source, seq));",
        "if (before === 'unreadable') receiptKey(source, seq);",
      ],
    ],
    caughtBy: 'test/cli/replay/replay-command',
  },
  {
    name: 'a replay takes a letter out of the queue that failed again',
    file: 'cli/replay/replay-command.ts',
    edits: [["await settle(replayed.outcome !== 'failed');", 'await settle(true);']],
    caughtBy: 'test/cli/replay',
  },
  {
    name: 'a dead letter may name anything',
    file: 'cli/place/stack/dead-letters.ts',
    edits: [['return parseCaptureKey(key) && key;', 'return parseCaptureKey(key) ? key : key;']],
    caughtBy: 'test/hostile/operated-stack',
  },
  {
    name: 'a credential that the API refuses is kept',
    file: 'cli/connect/connect-command.ts',
    edits: [['if (isBad(findings)) return [...findings,', 'if (findings.length === 0) return [...findings,']],
    caughtBy: 'test/security/operator',
  },
  {
    name: 'of an action of the operator, what is not known is lost',
    file: 'lambda/sources/deployment/deliveries.ts',
    edits: [['if (told && canonicalJson(told) === canonicalJson(started))', 'if (told && canonicalJson(told))']],
    caughtBy: 'test/hostile/trail-payload',
  },
  {
    name: 'Failing pages for a failure that the next run repairs',
    file: 'lib/source-alarms.ts',
    edits: [['periods: { wrong: 3, outOf: 12 },', 'periods: { wrong: 1, outOf: 1 },']],
    caughtBy: 'test/lib/source-alarms',
  },
];
