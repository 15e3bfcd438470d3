import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const isCopy = actionOf(event).startsWith('copy_');
  const isRefused = event.actionResult === 'FAILED';
  const bucket = deepText(actionParam(event, 'bucketName'));
  const copied = `objects of the archive${bucket === undefined ? '' : ` to ${bucket}`}`;
  const what = isCopy ? copied : `the replication of ${bucket ?? 'the archive'}`;
  if (isRefused) return `${actorName(event)} tried to ${isCopy ? 'copy' : 'change'} ${what} and was refused`;
  return `${actorName(event)} ${isCopy ? 'copied' : 'changed'} ${what}`;
}

export default defineDetection({
  id: 'Keepwatch.Archive.Copied',
  name: 'Archive copied',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody copied objects of the archive to another place, tried to, or changed the replication that copies every new object. The archive holds the audit logs of all sources: names, addresses and actions of your people. A copy is outside its lock and its retention. Copies are visible only if CloudTrail records data events of the bucket. Seen in the deployment trail of Keepwatch.',
  falsePositives: 'A planned export, backup or move to another account. The person who planned it announced it.',
  runbook:
    'Find the owner of the destination bucket, which is in the parameters of the event. Ask the actor by another channel why the copy was made. If it was not planned: revoke the rights and the sessions of the actor, delete the copy or have its owner delete it, run npx cdk deploy --revert-drift to remove a replication, and list what was copied: the x-amz-copy-source of each event.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
  tags: ['ATT&CK:T1530', 'ATT&CK:T1537'],
  actions: ['COPY_ARCHIVE_OBJECT', 'UPDATE_ARCHIVE_REPLICATION'],
  // A deployment never copies. Refused attempts count too.
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  tests: [
    {
      name: 'a capture is copied to another bucket',
      match: true,
      title: 'eve copied objects of the archive to eves-bucket',
      severity: 'HIGH',
      dedup: '123456789012 AIDAEXAMPLE: eve copied objects of the archive to eves-bucket',
      event: {
        actionName: 'COPY_ARCHIVE_OBJECT',
        actionParams: {
          dynamic: {
            bucketName: 'eves-bucket',
            key: 'x.json.gz',
            'x-amz-copy-source': 'keepwatch-archivebucket49f1ac64-x/captures/atlassian-main/000000000001.json.gz',
          },
          static: { name: 'eves-bucket', eventName: 'CopyObject' },
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER', attributes: { accountId: '123456789012' } },
      },
    },
    {
      name: 'a session of another account with the same name is another caller',
      match: true,
      dedup: '999999999999 AROAEXAMPLE:eve: eve copied objects of the archive to eves-bucket',
      event: {
        actionName: 'COPY_ARCHIVE_OBJECT',
        actionParams: { dynamic: { bucketName: 'eves-bucket' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AROAEXAMPLE:eve', name: 'eve', type: 'TOKEN', attributes: { accountId: '999999999999' } },
      },
    },
    {
      name: 'a copy is refused; the event has only the action, in lower case',
      match: true,
      title: 'an unknown actor tried to copy objects of the archive and was refused',
      event: { actionName: 'copy_archive_object', actionResult: 'FAILED', errors: [{ message: 'AccessDenied' }] },
    },
    {
      name: 'replication is switched on',
      match: true,
      title: 'eve changed the replication of keepwatch-archivebucket49f1ac64-x',
      event: {
        actionName: 'UPDATE_ARCHIVE_REPLICATION',
        actionParams: { dynamic: { bucketName: 'keepwatch-archivebucket49f1ac64-x' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'replication is refused',
      match: true,
      title: 'eve tried to change the replication of the archive and was refused',
      event: {
        actionName: 'UPDATE_ARCHIVE_REPLICATION',
        actionResult: 'FAILED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'an object is read',
      match: false,
      event: { actionName: 'READ_ARCHIVE_OBJECT', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the replication of the lake',
      match: false,
      event: { actionName: 'UPDATE_LAKE_REPLICATION', actionResult: 'SUCCEEDED' },
    },
  ],
});
