import type { Mutation } from './mutation';

const BACKFILL = 'test/cli/backfill';
const VERIFY = 'test/cli/verify';

/** Mutations of the commands. */
export const COMMAND_MUTATIONS: readonly Mutation[] = [
  {
    name: 'verify trusts the time that the newest capture states',
    in: 'cli/verify',
    find: 'if ($isTrusted && $isBefore) break;',
    replace: 'if ($isBefore) break;',
    caughtBy: VERIFY,
  },
  {
    name: 'verify accepts an altered capture',
    in: 'cli/verify',
    find: '$named !== undefined && $named !== $link.sha256',
    replace: 'false',
    caughtBy: VERIFY,
  },
  {
    name: 'verify accepts an archive without its newest captures',
    in: 'cli/verify',
    find: 'Math.max($receipts.at(-1) ?? 0, $numbers.at(-1) ?? 0)',
    replace: '($numbers.at(-1) ?? 0)',
    caughtBy: VERIFY,
  },
  {
    name: 'a continued verification forgets captures without a receipt',
    in: 'cli/verify',
    find: '$begun?.waiting ?? []',
    replace: '[] as number[]',
    caughtBy: VERIFY,
  },
  {
    name: 'the command that doctor prints drops the other statements of a bucket policy',
    in: 'cli/doctor/stack/repair-commands.ts',
    find: '[...others, ...missing]',
    replace: 'missing',
    caughtBy: 'test/cli/doctor/stack',
  },
  {
    name: 'a lake is adopted without its archive',
    in: 'lib/field-conflicts.ts',
    find: "if (archive === undefined) return [['lake.bucketName', $alone]];",
    replace: '',
    caughtBy: 'test/lib/config.test.ts',
  },
  {
    name: 'a report shows the text of an event as HTML',
    in: 'cli/report/markup.ts',
    find: `$text.replace(/[&<>"']/g, ($character) => $entity)`,
    at: '$entity',
    replace: '$character',
    caughtBy: 'test/cli/report',
  },
  {
    name: 'a backfill reads the feed of another organization',
    in: 'cli/backfill',
    find: 'if ($feed === $path) return $feed;',
    replace: 'if ($feed !== undefined) return $feed;',
    caughtBy: BACKFILL,
  },
  {
    name: 'a backfill continues after the page that it has not archived',
    in: 'cli/backfill',
    find: '$page.request.query',
    replace: '$page.next ?? $page.request.query',
    caughtBy: BACKFILL,
  },
  {
    name: 'a backfill follows new records without an end',
    in: 'cli/backfill',
    find: '$known && $time >= $end && $time <= $receivedAt',
    at: '$end',
    replace: 'Infinity',
    caughtBy: BACKFILL,
  },
  {
    name: 'a backfill waits with one timer, which may be too long for Node.js',
    in: 'cli/backfill',
    find: 'Math.min($left, $longest)',
    replace: '$left',
    caughtBy: BACKFILL,
  },
  {
    name: 'a saved position that the API refuses ends every backfill',
    in: 'cli/backfill',
    find: '$tally.pages > 0 || $isOther',
    replace: '$tally.pages >= 0 || $isOther',
    caughtBy: 'test/hostile/backfill-progress',
  },
  {
    name: 'doctor takes the newest unprocessed capture for the oldest',
    in: 'cli/doctor/check-log.ts',
    find: 'await $isFresh($log, $waiting[$middle] ?? 0, $now)',
    replace: 'await $isFresh($log, $waiting.at(-1) ?? 0, $now)',
    caughtBy: 'test/cli/doctor',
  },
  {
    name: 'a replay trusts a receipt that it cannot read',
    in: 'cli/replay/replay.ts',
    find: "if ($before === 'unreadable') await $lake.delete($key);",
    replace: '',
    caughtBy: 'test/cli/replay/replay-command',
  },
  {
    name: 'a replay removes a dead letter that failed again',
    in: 'cli/replay/replay-command.ts',
    find: "await $settle($replayed.outcome !== 'failed');",
    replace: 'await $settle(true);',
    caughtBy: 'test/cli/replay',
  },
  {
    name: 'a dead letter may name any object',
    in: 'cli/place/stack/dead-letter-queue.ts',
    find: '$parse($key) && $key',
    replace: '$parse($key) ? $key : $key',
    caughtBy: 'test/hostile/operated-stack',
  },
  {
    name: 'connect stores a credential that the API refuses',
    in: 'cli/connect/connect-command.ts',
    find: 'if ($isBad($findings)) return [...$findings, $$];',
    replace: '',
    caughtBy: 'test/security/operator',
  },
];
