import assert from 'node:assert/strict';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName, PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DEMO_ORG_ID } from '../../local/simulators/atlassian/simulator';
import { brokenPromises } from '../faults/promise';
import type { AwsClients } from './aws-clients';
import type { Deployment } from './deployment';
import { eventually } from './eventually';
import { invoke, invokeLater } from './functions';
import { takeMessage } from './queues';
import type { RecordedApi } from './recorded-api';
import { digestsOf, keysOf } from './stored-objects';

const SECONDS_TO_PROCESS = 90;
/** The schedule's minute, what the emulator takes to notice it, and what the run takes. */
const SECONDS_TO_NEXT_POLL = 120;
const HOUR_MS = 3_600_000;

/** Enters a key as a person does in the console. */
export async function enterKey({ aws, secretName }: Deployment, apiKey: string): Promise<void> {
  const SecretString = JSON.stringify({ orgId: DEMO_ORG_ID, apiKey, expiresAt: '2030-01-31' });
  await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: secretName, SecretString }));
}

/** What the secret holds. */
export async function secretValue({ aws, secretName }: Deployment): Promise<string | undefined> {
  const { SecretString } = await aws.secretsManager.send(new GetSecretValueCommand({ SecretId: secretName }));
  return SecretString;
}

/** With the placeholder, a run fails, says what to do, leaves a trace and collects nothing. */
export async function failsWithoutCredential({ aws, ...deployment }: Deployment): Promise<void> {
  const message = await invoke(aws, deployment.collector);
  await invokeLater(aws, deployment.collector, { traceOf: 'the failing run' });
  const deadLetter = await eventually('the failed run leaves a dead letter', SECONDS_TO_PROCESS, () =>
    takeMessage(aws, deployment.collectorDeadLetters, 'the failing run'),
  );

  assert.match(message, /secret keepwatch\/atlassian-main cannot be used: it is still the placeholder/);
  assert.match(deadLetter, /it is still the placeholder/);
  assert.deepEqual(await keysOf(deployment.archive), []);
}

/** The schedule, and nobody else, makes the archive longer. */
export async function scheduleCollects({ archive }: Deployment): Promise<void> {
  const before = await keysOf(archive);
  await eventually('the schedule has captures made', SECONDS_TO_NEXT_POLL, async () => {
    return (await keysOf(archive)).length > before.length || undefined;
  });
}

/** S3's events have every capture processed: all that was served, to the newest event, is in the lake exactly once. */
export async function keepsThePromise({ archive, lake }: Deployment, api: RecordedApi): Promise<void> {
  await eventually('the newest event is served', SECONDS_TO_PROCESS, () => api.hasServedNewest());
  let broken: readonly string[] = [];
  await eventually('the promise is kept', SECONDS_TO_PROCESS, async () => {
    broken = await brokenPromises(api.served, archive, lake);
    return broken.length === 0 || undefined;
  }).catch((cause) => {
    throw new Error(`The promise is broken in ${broken.length} places:\n${broken.slice(0, 10).join('\n')}`, { cause });
  });
}

/** Every record was counted once, as an event or as a classification failure. */
export async function countsEveryRecord({ aws }: Deployment, api: RecordedApi): Promise<void> {
  await eventually('the metrics count every record', SECONDS_TO_PROCESS, async () => {
    const events = await sumOf(aws, METRICS.eventsProcessed);
    const rejected = await sumOf(aws, METRICS.eventsRejected);
    return (events + rejected === api.served.records.size && rejected > 0) || undefined;
  });
}

/** Each capture is processed once more, and no byte of the lake changes. */
export async function replaysWithoutChange({ aws, archive, lake, ...deployment }: Deployment): Promise<void> {
  const before = await derived(lake);
  const events = await sumOf(aws, METRICS.eventsProcessed);

  for (const key of await keysOf(archive, 'captures/')) {
    const detail = { bucket: { name: deployment.archiveBucket }, object: { key } };
    assert.equal(await invoke(aws, deployment.processor, { detail }), '');
  }

  assert.deepEqual(await derived(lake), before);
  assert.equal(await sumOf(aws, METRICS.eventsProcessed), events);
}

/** Two runs that ask for the same page at the same moment: each ends well, and one of them has lost the race. */
export async function racesWithoutLoss({ aws, collector }: Deployment, api: RecordedApi): Promise<void> {
  const before = api.requests.length;
  api.letMeet(2);
  const messages = await Promise.all([invoke(aws, collector), invoke(aws, collector)]);
  const targets = api.requests.slice(before).map(({ target }) => target);

  assert.deepEqual(messages, ['', '']);
  assert.ok(new Set(targets).size < targets.length, 'no page was served twice');
}

/** The key that was good is refused now: the run fails, says so, counts it and collects nothing. */
export async function refusesOldKey({ aws, archive, collector }: Deployment): Promise<void> {
  const before = await digestsOf(archive);
  const message = await invoke(aws, collector);

  assert.match(message, /Atlassian answered 401 to the credential in the secret keepwatch\/atlassian-main/);
  assert.deepEqual(await digestsOf(archive), before);
  await eventually('the refusal is counted', SECONDS_TO_PROCESS, async () => {
    return (await sumOf(aws, METRICS.credentialRejected)) > 0 || undefined;
  });
}

// All but the hint where the archive ends, which every poll writes.
async function derived(lake: ObjectStore) {
  return { ...(await digestsOf(lake, PREFIX.events)), ...(await digestsOf(lake, PREFIX.receipts)) };
}

async function sumOf({ cloudWatch }: AwsClients, MetricName: MetricName): Promise<number> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName,
      Dimensions: [{ Name: METRIC_DIMENSION, Value: 'atlassian-main' }],
      StartTime: new Date(Date.now() - HOUR_MS),
      EndTime: new Date(Date.now() + HOUR_MS),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}
