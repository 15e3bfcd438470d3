import assert from 'node:assert/strict';
import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { METRICS, PREFIX } from '../../lambda/names';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';
import { brokenPromises } from '../faults/promise';
import type { AwsClients } from './aws-clients';
import { type DeployedSource, type Deployment, STACK } from './deployment';
import { eventually } from './eventually';
import { invoke, invokeLater } from './functions';
import { textOfLog } from './logs';
import { sumOf, sumSeenBy } from './metrics';
import type { Outside } from './outside';
import { takeMessage } from './queues';
import type { RecordedApi } from './recorded-api';
import type { RecordedPanther } from './recorded-panther';
import { digestsOf, keysOf } from './stored-objects';

const SECONDS_TO_SETTLE = 90;
/** The schedule's minute, what the emulator takes to notice it, and what the run takes. */
const SECONDS_TO_NEXT_POLL = 120;

/** With the placeholder in the secret a run fails, says what to do, leaves a trace, counts, and collects nothing. */
export async function failsWithoutCredential(
  { aws, archive }: Deployment,
  { source, secretName, collector }: DeployedSource,
): Promise<void> {
  const message = await invoke(aws, collector.name);
  await invokeLater(aws, collector.name, { name: 'the traced run' });
  const trace = await eventually('the failed run leaves a trace', SECONDS_TO_SETTLE, () =>
    takeMessage(aws, collector.deadLetters, 'the traced run'),
  );

  assert.match(message, new RegExp(`secret ${secretName} cannot be used: it is still the placeholder`));
  assert.match(trace, /it is still the placeholder/);
  assert.match(await textOfLog(aws, collector.log), /CredentialInvalidError/);
  // The emulator counts errors of invocations that somebody waits for.
  assert.ok((await sumSeenBy(aws, `${STACK}-${source}-Failing`)) >= 1, 'the alarm Failing sees no error');
  assert.equal(await sumSeenBy(aws, `${STACK}-${source}-Silence`), 0);
  assert.deepEqual(await keysOf(archive, `${PREFIX.captures}${source}/`), []);
}

/** A key is entered as a person does in the console; then the schedule, and nobody else, makes the archive longer. */
export async function keyWorksAtNextPoll(deployment: Deployment, apiKey: string): Promise<void> {
  const { aws, archive, atlassian } = deployment;
  const prefix = `${PREFIX.captures}${atlassian.source}/`;
  const before = await keysOf(archive, prefix);
  await enter(aws, atlassian, { orgId: DEMO_ORG_ID, apiKey, expiresAt: '2030-01-31' });

  await eventually('the schedule has captures made', SECONDS_TO_NEXT_POLL, async () => {
    return (await keysOf(archive, prefix)).length > before.length || undefined;
  });
}

/** A schedule of five minutes is there for Panther. What it would start is started here: twice, as nothing is new in between. */
export async function collectsAsScheduled(deployment: Deployment, panther: RecordedPanther): Promise<void> {
  const { aws, archive } = deployment;
  const { source, collector } = deployment.panther;
  await enter(aws, deployment.panther, panther.credential);
  const { Schedules = [] } = await aws.scheduler.send(new ListSchedulesCommand({}));
  const schedules = await Promise.all(
    Schedules.map(({ Name }) => aws.scheduler.send(new GetScheduleCommand({ Name }))),
  );
  const [schedule, ...others] = schedules.filter(({ Target }) => Target?.Arn?.endsWith(`:function:${collector.name}`));
  const run = () => invoke(aws, collector.name, JSON.parse(schedule?.Target?.Input ?? '{}'));

  assert.deepEqual(
    [schedule?.ScheduleExpression, schedule?.State, others],
    [`rate(${panther.intervalMinutes} minutes)`, 'ENABLED', []],
  );
  assert.equal(await run(), '');
  const collected = await keysOf(archive, `${PREFIX.captures}${source}/`);
  assert.ok(collected.length > 1, `${collected.length} captures are no pages`);
  assert.equal(await run(), '');
  assert.deepEqual(await keysOf(archive, `${PREFIX.captures}${source}/`), collected);
}

async function enter({ secretsManager }: AwsClients, { secretName: SecretId }: DeployedSource, credential: object) {
  await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(credential) }));
}

/** What the secrets hold. */
export async function secretValues({ aws, atlassian, panther }: Deployment): Promise<readonly (string | undefined)[]> {
  const values = [atlassian, panther].map(({ secretName: SecretId }) =>
    aws.secretsManager.send(new GetSecretValueCommand({ SecretId })),
  );
  return (await Promise.all(values)).map(({ SecretString }) => SecretString);
}

/** S3's events have every capture processed: all that was served, to the newest event, is in the lake exactly once. */
export async function keepsThePromise({ archive, lake }: Deployment, outside: readonly Outside[]): Promise<void> {
  for (const one of outside) {
    await eventually(`all of ${one.source} is served`, SECONDS_TO_SETTLE, () => one.hasServedAll());
  }
  const served = new Map(outside.map((one) => [one.source, one.served]));
  let broken: readonly string[] = [];
  await eventually('the promise is kept', SECONDS_TO_SETTLE, async () => {
    const captures = await keysOf(archive, PREFIX.captures);
    const receipts = await keysOf(lake, PREFIX.receipts);
    const isProcessed = captures.length === receipts.length;
    broken = isProcessed
      ? await brokenPromises(served, archive, lake)
      : [`${captures.length} captures, ${receipts.length} receipts`];
    return broken.length === 0 || undefined;
  }).catch((cause) => {
    const some = broken.slice(0, 10).map((one) => one.slice(0, 200));
    throw new Error(`The promise is broken, in ${broken.length} places:\n${some.join('\n')}`, { cause });
  });
}

/** Two runs ask for the same page at the same moment: each ends well, though one of them loses the race. */
export async function racesWithoutLoss({ aws, archive, atlassian }: Deployment, api: RecordedApi): Promise<void> {
  const { name } = atlassian.collector;
  const before = await keysOf(archive);
  const { length } = api.answered;
  api.letMeet(2);
  api.passDays(20);
  const messages = await Promise.all([invoke(aws, name), invoke(aws, name)]);
  const [first, ...others] = api.answered.slice(length);

  assert.deepEqual(messages, ['', '']);
  assert.ok(first !== undefined && others.includes(first), 'the two runs did not meet');
  assert.ok((await keysOf(archive)).length > before.length);
}

/** The key that was good is refused now: a run fails, says so, counts it and collects nothing. */
export async function refusesOldKey({ aws, archive, atlassian }: Deployment, api: RecordedApi): Promise<void> {
  const { source, collector } = atlassian;
  const before = await digestsOf(archive, `${PREFIX.captures}${source}/`);
  api.passDays(5);
  const message = await invoke(aws, collector.name);

  assert.match(message, /Atlassian answered 401 to the credential in the secret keepwatch\/atlassian-main/);
  assert.deepEqual(await digestsOf(archive, `${PREFIX.captures}${source}/`), before);
  assert.ok((await sumOf(aws, source, METRICS.credentialRejected)) > 0);
}
