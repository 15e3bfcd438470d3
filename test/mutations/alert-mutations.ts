import type { Mutation } from './mutation';

const FAULTS = 'test/faults';
const DETECTIONS = 'test/lambda/alerts/run-detections.test.ts';

/** Mutations of detections, alerts and alarms. */
export const ALERT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a replayed capture is counted again by detections',
    in: 'lambda/alerts/run-detections.ts',
    find: 'while ($stored.state.seq < $seq) { const $next = $stored.state.seq + 1; $$rest; }',
    replace: `for (let first = true; first || $stored.state.seq < $seq; first = false) {
      const $next = Math.min($stored.state.seq + 1, $seq);
      $$rest
    }`,
    caughtBy: DETECTIONS,
  },
  {
    name: 'captures that no detection has seen are skipped',
    in: 'lambda/alerts/run-detections.ts',
    find: '$watchNext($$arguments, await $earlierCapture($$))',
    replace: '$watchNext($$arguments, undefined)',
    caughtBy: FAULTS,
  },
  {
    name: 'the state of detections is written without the condition',
    in: 'lambda/platform/json-object.ts',
    find: '$store.put($key, $body, $condition)',
    replace: '$store.put($key, $body)',
    caughtBy: FAULTS,
  },
  {
    name: 'an alert leaves the outbox before anybody is notified',
    in: 'lambda/alerts/notify.ts',
    find: `for (const $entry of $outbox) {
        $$filtering;
        try { $$notifying; } catch ($error) { $$handling; }
      }
      await $clear($lake, $source, $stored, $done);`,
    replace: `for (const $entry of $outbox) {
        $$filtering
        try {
          await $clear($lake, $source, $stored, new Set([$entry.alertId]));
          $$notifying
        } catch ($error) {
          $$handling
        }
      }
      await $clear($lake, $source, $stored, $done);`,
    caughtBy: FAULTS,
  },
  {
    name: 'a sent notification leaves no mark',
    in: 'lambda/alerts/notify.ts',
    find: 'await $mark.complete();',
    replace: '',
    caughtBy: DETECTIONS,
  },
  {
    name: 'a match at the end of the period belongs to it',
    in: 'lambda/alerts/windows.ts',
    find: 'Math.max($last, $time) - Math.min($first, $time) < $periodMs',
    replace: 'Math.max($last, $time) - Math.min($first, $time) <= $periodMs',
    caughtBy: DETECTIONS,
  },
  {
    name: 'the period slides with its matches',
    in: 'lambda/alerts/windows.ts',
    find: 'Math.max($last, $time) - Math.min($first, $time) < $periodMs',
    replace: 'Math.abs($last - $time) < $periodMs',
    caughtBy: DETECTIONS,
  },
  {
    name: 'a window ends before a sweep has found late events',
    in: 'lambda/alerts/windows.ts',
    find: '({ $$, expires: $first + $periodMs + $latest, $$ })',
    at: '$latest',
    replace: '24 * 3_600_000',
    caughtBy: DETECTIONS,
  },
  {
    name: 'old alerts of a first sync mute new ones',
    in: 'lambda/alerts/windows.ts',
    find: '$window.last < $capture.$since',
    replace: 'Number.isNaN($window.last)',
    caughtBy: 'test/lambda/alerts/notify.test.ts',
  },
  {
    name: 'a detection that throws ends the run',
    in: 'lambda/alerts/rule-evaluation.ts',
    find: "try { $$evaluating; } catch ($error) { return { kind: 'error', reason: $reason }; }",
    replace: '$$evaluating',
    caughtBy: DETECTIONS,
  },
  {
    name: 'Failing fires for a failure that the next run repairs',
    in: 'lib/source-alarms.ts',
    find: '{ breaching: 3, outOf: 12 }',
    replace: '{ breaching: 1, outOf: 1 }',
    caughtBy: 'test/lib/source-alarms',
  },
  {
    name: 'the archive accepts writes that could overwrite',
    in: 'lib/bucket-settings.ts',
    find: "'s3:PutObject'",
    replace: "'s3:PutObjectTagging'",
    caughtBy: 'test/lib/archive-bucket.test.ts',
  },
  {
    name: 'the trail records the daily work of the functions, its own included',
    in: 'lib/trail-patterns.ts',
    find: "({ userName: [{ 'anything-but': roles }, { exists: false }] })",
    replace: '{ userName: [{ exists: true }, { exists: false }] }',
    caughtBy: 'test/lib/deployment-trail',
  },
  {
    name: 'the trail records each start of a function, and so starts itself',
    in: 'lib/trail-patterns.ts',
    find: '({ managementEvent: MANAGEMENT_EVENT, $or: alternatives, ...more })',
    replace: '{ $or: alternatives, ...more }',
    caughtBy: 'test/lib/deployment-trail',
  },
  {
    name: 'the first data of each new alarm sends an OK email',
    in: 'lib/alarm-endings.ts',
    find: "['ALARM']",
    replace: "['ALARM', 'INSUFFICIENT_DATA']",
    caughtBy: 'test/alarms/alarms.test.ts',
  },
  {
    name: 'a first deployment that fails leaves its buckets',
    in: 'lib/retained.ts',
    find: 'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE',
    replace: 'RemovalPolicy.RETAIN',
    caughtBy: 'test/lib/failed-deployment.test.ts',
  },
  {
    name: "a collector decrypts everything that the customer's key encrypts",
    in: 'lib/source-secret.ts',
    find: "({ 'kms:EncryptionContext:SecretARN': secretArn })",
    replace: "{ 'kms:EncryptionContext:SecretARN': '*' }",
    caughtBy: 'test/security/denied.test.ts',
  },
  {
    name: 'nobody hears of evidence that is copied out',
    in: 'lib/trail-patterns.ts',
    find: "({ 'x-amz-copy-source': copied })",
    replace: '{ key: copied }',
    caughtBy: 'test/lib/deployment-trail',
  },
  {
    name: 'two callers with one name share an alert',
    in: 'lambda/rules/deployment-trail.ts',
    find: "actorKey(event) ?? 'unknown actor'",
    replace: "'somebody'",
    caughtBy: 'test/detections/deployment-trail',
  },
];
