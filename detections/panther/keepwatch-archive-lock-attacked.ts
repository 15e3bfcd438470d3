import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const DID: Readonly<Record<string, string>> = {
  DELETE_ARCHIVE_OBJECT: 'delete what the archive holds',
  UPDATE_ARCHIVE_OBJECT_RETENTION: 'change the lock of what the archive holds',
  UPDATE_ARCHIVE_POLICY: 'change what protects the archive',
  UPDATE_ARCHIVE_VERSIONING: 'stop the archive from keeping versions',
  DELETE_ARCHIVE: 'delete the archive',
};

export default defineDetection({
  id: 'Keepwatch.Archive.LockAttacked',
  name: 'Lock of the archive attacked',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Watches the deployment trail of Keepwatch: somebody tried to delete what the archive holds, to lift its lock, or to change the policy that protects it. Nobody has to; whoever tries wants evidence to vanish. Deletions and locks of single objects are seen only where CloudTrail records data events of the bucket.',
  falsePositives:
    'A deployment of a version that changes the policy, an erasure that the law demands: either was announced.',
  runbook:
    'Ask the actor by another channel. Unless it was planned: take the rights and the sessions of the actor away, deploy again, and let the report say which captures are missing or altered since: npx keepwatch report --stack Keepwatch. Versions under delete markers can be restored.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  tags: ['ATT&CK:T1070', 'ATT&CK:T1485'],
  actions: Object.keys(DID),
  // A refused attempt tells as much.
  title: (event) => {
    const tried = event.actionResult === 'FAILED' ? 'tried in vain to' : 'could';
    const bypass = deepText(actionParam(event, 'x-amz-bypass-governance-retention')) === 'true';
    const what = DID[actionOf(event).toUpperCase()] ?? 'change the archive';
    return `${actorName(event)} ${tried} ${what}${bypass ? ', past its lock' : ''}`;
  },
  tests: [
    {
      name: 'a version is to be deleted past its lock, in vain',
      match: true,
      title: 'eve@example.com tried in vain to delete what the archive holds, past its lock',
      severity: 'CRITICAL',
      event: {
        actionName: 'DELETE_ARCHIVE_OBJECT',
        actionParams: { dynamic: { 'x-amz-bypass-governance-retention': 'true' }, static: {} },
        actionResult: 'FAILED',
        actor: { id: 'a-9', name: 'eve@example.com', type: 'USER', attributes: { email: 'eve@example.com' } },
        errors: [{ message: 'AccessDenied' }],
      },
    },
    {
      name: 'the policy is changed; nothing else is known',
      match: true,
      title: 'an unknown actor could change what protects the archive',
      event: { actionName: 'update_archive_policy', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    { name: 'the lake', match: false, event: { actionName: 'DELETE_LAKE_OBJECT', actionResult: 'SUCCEEDED' } },
    { name: 'a read', match: false, event: { actionName: 'READ_ARCHIVE_OBJECT', actionResult: 'SUCCEEDED' } },
  ],
});
