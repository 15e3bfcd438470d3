import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { CALLERS, cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';
import type { Deployment } from './deployment';
import { eventually } from './eventually';
import { rowsOf } from './lake-rows';

// The trail's function fetches each half minute.
const SECONDS_TO_KEEP = 90;

/** What the deployment trail has made of what it was told, one line each, in order. */
async function kept(deployment: Deployment): Promise<string[]> {
  const rows = await rowsOf(deployment, 'panther_audit', DEPLOYMENT_SOURCE);
  return rows.map(({ actionName }) => String(actionName)).sort();
}

/** The trail has kept that it was switched on: the deployment waited for it. */
export async function keepsThatItIsOn(deployment: Deployment): Promise<void> {
  await eventually('the trail tells that it is on', SECONDS_TO_KEEP, async () => {
    return (await kept(deployment)).includes('ENABLE_DEPLOYMENT_TRAIL') || undefined;
  });
}

/** Whatever CloudTrail tells, and the rules take, is kept once; what the stack does itself all the time is not. */
export async function keepsWhatCloudTrailTells(deployment: Deployment): Promise<void> {
  const { physicalIds, secretName: secretId } = deployment;
  const role = physicalIds.get(
    [...physicalIds.keys()].find((id) => /^Sourceatlassianmain.*CollectorRole/.test(id)) ?? '',
  );
  const collector = { ...CALLERS.function, sessionContext: { sessionIssuer: { type: 'Role', userName: role } } };
  const read = { eventID: 'read-by-ada', requestParameters: { secretId }, userIdentity: CALLERS.user };
  const tell = (service: string, changes: object) =>
    put(deployment, `aws.${service}`, cloudTrailEvent({ eventSource: `${service}.amazonaws.com`, ...changes }));

  await tell('secretsmanager', { ...read, eventID: 'read-by-collector', userIdentity: collector });
  await tell('secretsmanager', { ...read, eventID: 'of-another', requestParameters: { secretId: 'payroll' } });
  await tell('secretsmanager', read);
  await tell('secretsmanager', read);
  const alarm = { eventName: 'DeleteAlarms', requestParameters: { alarmNames: ['Keepwatch-atlassian-main-Silence'] } };
  await tell('monitoring', { ...alarm, eventID: 'deleted-by-root', userIdentity: CALLERS.root, readOnly: false });
  const denied = { errorCode: 'AccessDenied', errorMessage: 'not authorized', readOnly: false };
  const lock = { eventName: 'PutObjectLockConfiguration', requestParameters: { bucketName: deployment.archiveBucket } };
  await tell('s3', { ...lock, ...denied, eventID: 'denied', userIdentity: CALLERS.namedSession });

  const expected = ['DELETE_ALARM', 'ENABLE_DEPLOYMENT_TRAIL', 'READ_SOURCE_CREDENTIAL', 'UPDATE_ARCHIVE_RETENTION'];
  await eventually('what was told is kept', SECONDS_TO_KEEP, async () => {
    return (await kept(deployment)).length >= expected.length || undefined;
  });
  // Told once more, by now that it is archived.
  await tell('secretsmanager', read);
  await tell('monitoring', { ...alarm, eventID: 'the-last', userIdentity: CALLERS.identityCenter, readOnly: false });
  await eventually('the last one is kept', SECONDS_TO_KEEP, async () => {
    return (await kept(deployment)).length > expected.length || undefined;
  });

  assert.deepEqual(await kept(deployment), ['DELETE_ALARM', ...expected]);
}

/** The trail has kept, last of all, that it was switched off. */
export async function keptThatItWasOff(deployment: Deployment): Promise<void> {
  const { archive } = deployment;
  const keys: string[] = [];
  for await (const key of archive.list(`captures/${DEPLOYMENT_SOURCE}/`)) keys.push(key);
  const object = await archive.get(keys.at(-1) ?? '');
  assert.match(gunzipSync(object?.body ?? '').toString(), /"name":"DISABLE_DEPLOYMENT_TRAIL"/);
}

async function put({ aws }: Deployment, Source: string, detail: object): Promise<void> {
  const Detail = JSON.stringify(detail);
  const DetailType = 'AWS API Call via CloudTrail';
  const { FailedEntryCount } = await aws.eventBridge.send(
    new PutEventsCommand({ Entries: [{ Source, DetailType, Detail }] }),
  );
  assert.equal(FailedEntryCount, 0);
}
