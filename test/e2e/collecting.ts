import assert from 'node:assert/strict';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { METRICS, PREFIX } from '../../lambda/names';
import { DEMO_ORG_ID } from '../../local/simulators/atlassian/simulator';
import { brokenPromises } from '../faults/promise';
import type { Deployment } from './deployment';
import { eventually } from './eventually';
import { invoke, invokeLater } from './functions';
import { sumOf } from './metrics';
import { takeMessage } from './queues';
import type { RecordedApi } from './recorded-api';
import { digestsOf, keysOf } from './stored-objects';

const SECONDS_TO_SETTLE = 90;
/** The schedule's minute, what the emulator takes to notice it, and what the run takes. */
const SECONDS_TO_NEXT_POLL = 120;

/** With the placeholder in the secret a run fails, says what to do, leaves a trace and collects nothing. */
export async function failsWithoutCredential({ aws, archive, ...deployment }: Deployment): Promise<void> {
  const message = await invoke(aws, deployment.collector);
  await invokeLater(aws, deployment.collector, { name: 'the traced run' });
  const trace = await eventually('the failed run leaves a trace', SECONDS_TO_SETTLE, () =>
    takeMessage(aws, deployment.collectorDeadLetters, 'the traced run'),
  );

  assert.match(message, /secret keepwatch\/atlassian-main cannot be used: it is still the placeholder/);
  assert.match(trace, /it is still the placeholder/);
  assert.deepEqual(await keysOf(archive), []);
}

/** A key is entered as a person does in the console; then the schedule, and nobody else, makes the archive longer. */
export async function keyWorksAtNextPoll(deployment: Deployment, apiKey: string): Promise<void> {
  const { aws, archive, secretName: SecretId } = deployment;
  const before = await keysOf(archive);
  const SecretString = JSON.stringify({ orgId: DEMO_ORG_ID, apiKey, expiresAt: '2030-01-31' });
  await aws.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));

  await eventually('the schedule has captures made', SECONDS_TO_NEXT_POLL, async () => {
    return (await keysOf(archive)).length > before.length || undefined;
  });
}

/** What the secret holds. */
export async function secretValue({ aws, secretName }: Deployment): Promise<string | undefined> {
  const { SecretString } = await aws.secretsManager.send(new GetSecretValueCommand({ SecretId: secretName }));
  return SecretString;
}

/** S3's events have every capture processed: all that was served, to the newest event, is in the lake exactly once. */
export async function keepsThePromise({ archive, lake }: Deployment, api: RecordedApi): Promise<void> {
  await eventually('the newest event is served', SECONDS_TO_SETTLE, () => api.hasServedNewest());
  let broken: readonly string[] = [];
  await eventually('the promise is kept', SECONDS_TO_SETTLE, async () => {
    const captures = await keysOf(archive, PREFIX.captures);
    const receipts = await keysOf(lake, PREFIX.receipts);
    const isProcessed = captures.length === receipts.length;
    broken = isProcessed
      ? await brokenPromises(api.served, archive, lake)
      : [`${captures.length} captures, ${receipts.length} receipts`];
    return broken.length === 0 || undefined;
  }).catch((cause) => {
    const some = broken.slice(0, 10).map((one) => one.slice(0, 200));
    throw new Error(`The promise is broken, in ${broken.length} places:\n${some.join('\n')}`, { cause });
  });
}

/** Two runs ask for the same page at the same moment: each ends well, though one of them loses the race. */
export async function racesWithoutLoss({ aws, archive, collector }: Deployment, api: RecordedApi): Promise<void> {
  const before = await keysOf(archive);
  const { length } = api.answered;
  api.letMeet(2);
  api.passDays(20);
  const messages = await Promise.all([invoke(aws, collector), invoke(aws, collector)]);
  const [first, ...others] = api.answered.slice(length);

  assert.deepEqual(messages, ['', '']);
  assert.ok(first !== undefined && others.includes(first), 'the two runs did not meet');
  assert.ok((await keysOf(archive)).length > before.length);
}

/** The key that was good is refused now: a run fails, says so, counts it and collects nothing. */
export async function refusesOldKey({ aws, archive, collector }: Deployment, api: RecordedApi): Promise<void> {
  const before = await digestsOf(archive);
  api.passDays(5);
  const message = await invoke(aws, collector);

  assert.match(message, /Atlassian answered 401 to the credential in the secret keepwatch\/atlassian-main/);
  assert.deepEqual(await digestsOf(archive), before);
  assert.ok((await sumOf(aws, METRICS.credentialRejected)) > 0);
}
