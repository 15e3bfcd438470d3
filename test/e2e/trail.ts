import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { DEPLOYMENT_SOURCE, METRICS } from '../../lambda/names';
import { tableOf } from '../../lambda/sources/log-types';
import { readCaptures } from '../archived-records';
import { CALLERS } from '../lambda/sources/deployment/cloudtrail-events';
import { type CloudTrail, callOf } from './cloudtrail';
import { type Deployment, STACK } from './deployment';
import { eventually } from './eventually';
import { rowsOf } from './lake-rows';
import { sumOf } from './metrics';

const SECONDS_TO_KEEP = 60;
const LONGEST_DEPLOYMENT_MS = 5 * 60_000;
const SWITCHED = {
  ENABLE_DEPLOYMENT_TRAIL: 'The deployment trail was switched on',
  DISABLE_DEPLOYMENT_TRAIL: 'The deployment trail was switched off',
} as const;
const kept = z.object({
  receivedAt: z.string(),
  action: z.optional(z.object({ name: z.string() })),
  event: z.optional(z.object({ eventID: z.string() })),
});
const row = z.object({
  p_source_label: z.string(),
  actionName: z.string(),
  actionResult: z.string(),
  actor: z.object({ type: z.string(), name: z.optional(z.string()) }),
});

/** CloudFormation has waited for the record: it is archived when the deployment ends, once, behind those of the times before. */
export async function keepsItsSwitching(
  { archive, stackId }: Deployment,
  { served }: CloudTrail,
  ...switched: readonly (keyof typeof SWITCHED)[]
): Promise<void> {
  const actions = (await keptIn(archive)).filter(({ action }) => action && Object.hasOwn(SWITCHED, action.name));
  const [name] = switched.slice(-1);
  const receivedAt = actions.at(-1)?.receivedAt ?? '';

  assert.deepEqual(
    actions.map(({ action }) => action?.name),
    switched,
  );
  // By this alone one time is told from another: when it was, and what id CloudFormation gave it, nobody else knows.
  assert.ok(Math.abs(Date.now() - Date.parse(receivedAt)) < LONGEST_DEPLOYMENT_MS, receivedAt);
  const actor = { id: 'cloudformation.amazonaws.com', type: 'TOKEN', name: 'CloudFormation', attributes: {} };
  const done = { name, description: name && SWITCHED[name], result: 'SUCCEEDED', actor, parameters: { stackId } };
  const action = { ...done, about: stackId.split('/')[1] };
  served.add(Buffer.from(JSON.stringify({ kept: [{ action, receivedAt }] })));
}

/** What anybody does to the stack's own things becomes a row, once, however often it is told; its functions' work does not. */
export async function keepsWhatIsDone(deployment: Deployment, cloudTrail: CloudTrail): Promise<void> {
  const { aws, archive, lake, archiveBucket, atlassian, panther } = deployment;
  const ownSession = { type: 'Role', userName: atlassian.collectorRole };
  const byCollector = { userIdentity: { ...CALLERS.function, sessionContext: { sessionIssuer: ownSession } } };
  const byEve = { readOnly: false, userIdentity: CALLERS.namedSession };
  const byAda = { userIdentity: CALLERS.user };
  const secret = (secretId: string) => ({ requestParameters: { secretId } });
  const inArchive = { managementEvent: false, requestParameters: { bucketName: archiveBucket, key: 'k' } };
  const alarms = (...alarmNames: string[]) => ({ eventName: 'DeleteAlarms', requestParameters: { alarmNames } });
  // CloudTrail sends no parameters with a refused call.
  const refused = {
    eventName: 'PutSecretValue',
    requestParameters: null,
    errorCode: 'AccessDenied',
    errorMessage: `User: eve is not authorized to perform: secretsmanager:PutSecretValue on resource: ${panther.secretName} because no identity-based policy allows the action`,
  };
  const copied = {
    eventName: 'CopyObject',
    managementEvent: false,
    requestParameters: { bucketName: 'eves-bucket', key: 'k', 'x-amz-copy-source': `${archiveBucket}/k` },
  };
  const readByAda = callOf('secretsmanager', 'read', { ...secret(atlassian.secretName), ...byAda });

  for (const call of [
    callOf('secretsmanager', 'own-read', { ...secret(atlassian.secretName), ...byCollector }),
    callOf('secretsmanager', 'read-of-another', { ...secret('payroll'), ...byAda }),
    callOf('s3', 'own-write', { eventName: 'PutObject', ...inArchive, ...byCollector, readOnly: false }),
    callOf('monitoring', 'alarm-of-another', { ...alarms('payroll'), ...byEve }),
  ]) {
    await cloudTrail.tellInVain(aws, call);
  }
  for (const call of [
    readByAda,
    callOf('s3', 'copied', { ...copied, ...byEve }),
    callOf('s3', 'evidence', { eventName: 'DeleteObject', ...inArchive, ...byEve }),
    callOf('monitoring', 'alarm', { ...alarms('payroll', `${STACK}-${panther.source}-Silence`), ...byEve }),
  ]) {
    await cloudTrail.tell(aws, call);
  }
  await eventually('what was done is kept', SECONDS_TO_KEEP, async () => {
    const ids = (await keptIn(archive)).map(({ event }) => event?.eventID);
    return ['read', 'copied', 'evidence', 'alarm'].every((id) => ids.includes(id)) || undefined;
  });
  await cloudTrail.tellInVain(aws, readByAda);
  await cloudTrail.tell(aws, callOf('secretsmanager', 'denied', { ...refused, ...byEve }));
  await eventually('what is told again is met again', SECONDS_TO_KEEP, async () => {
    return (await sumOf(aws, DEPLOYMENT_SOURCE, METRICS.duplicates)) > 0 || undefined;
  });

  const expected = [
    'CloudFormation (TOKEN): ENABLE_DEPLOYMENT_TRAIL SUCCEEDED',
    'ada (USER): READ_SOURCE_CREDENTIAL SUCCEEDED',
    'eve@example.com (USER): COPY_ARCHIVE_OBJECT SUCCEEDED',
    'eve@example.com (USER): DELETE_ALARM SUCCEEDED',
    'eve@example.com (USER): DELETE_ARCHIVE_OBJECT SUCCEEDED',
    'eve@example.com (USER): UPDATE_SOURCE_CREDENTIAL FAILED',
  ];
  const rows = await eventually('what was done is a row', SECONDS_TO_KEEP, async () => {
    const found = (await rowsOf(lake, tableOf('Panther.Audit'))).map(({ value }) => row.parse(value));
    const own = found.filter(({ p_source_label }) => p_source_label === DEPLOYMENT_SOURCE);
    return own.length >= expected.length ? own : undefined;
  });
  assert.deepEqual(
    rows
      .map(({ actor, actionName, actionResult }) => `${actor.name} (${actor.type}): ${actionName} ${actionResult}`)
      .sort(),
    expected,
  );
}

async function keptIn(archive: Deployment['archive']): Promise<z.infer<typeof kept>[]> {
  const captures = (await readCaptures(archive)).filter(({ header }) => header.source === DEPLOYMENT_SOURCE);
  return captures.flatMap(({ header, records }) =>
    records.filter((_, i) => !header.duplicates.includes(i)).map((record) => kept.parse(record)),
  );
}
