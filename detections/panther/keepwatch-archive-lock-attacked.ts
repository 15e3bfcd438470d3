import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const ACTIONS: Readonly<Record<string, { readonly verb: 'delete' | 'change'; readonly what: string }>> = {
  DELETE_ARCHIVE_OBJECT: { verb: 'delete', what: 'objects of the archive' },
  UPDATE_ARCHIVE_OBJECT_RETENTION: { verb: 'change', what: 'the lock of archive objects' },
  UPDATE_ARCHIVE_POLICY: { verb: 'change', what: 'the policy that protects the archive' },
  UPDATE_ARCHIVE_VERSIONING: { verb: 'change', what: 'the versioning of the archive' },
  DELETE_ARCHIVE: { verb: 'delete', what: 'the archive' },
};
const PAST = { delete: 'deleted', change: 'changed' };

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const { verb, what } = ACTIONS[actionOf(event).toUpperCase()] ?? { verb: 'change', what: 'the archive' };
  const deed = event.actionResult === 'FAILED' ? `tried to ${verb} ${what} and was refused` : `${PAST[verb]} ${what}`;
  const bypass = deepText(actionParam(event, 'x-amz-bypass-governance-retention')) === 'true';
  return `${actorName(event)} ${deed}${bypass ? ' (lock bypass requested)' : ''}`;
}

export default defineDetection({
  id: 'Keepwatch.Archive.LockAttacked',
  name: 'Archive lock attacked',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Somebody tried to delete objects of the archive, to remove their lock, or to change the policy that protects the archive. Normal work never needs this: it is an attempt to destroy evidence. Deletions and lock changes of single objects are visible only if CloudTrail records data events of the bucket. Seen in the deployment trail of Keepwatch.',
  falsePositives:
    'A deployment of a version that changes the policy, or a deletion that the law requires. Both are announced.',
  runbook:
    'Contact the actor by another channel. If it was not planned: revoke the rights and the sessions of the actor, run npx cdk deploy --revert-drift (a plain cdk deploy does not see changes made by hand), and run keepwatch report --stack Keepwatch to list captures that are missing or altered. Object versions under delete markers can be restored.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  tags: ['ATT&CK:T1070', 'ATT&CK:T1485'],
  actions: Object.keys(ACTIONS),
  // Also for refused attempts.
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  tests: [
    {
      name: 'a failed deletion of a version with a lock bypass',
      match: true,
      title: 'eve@example.com tried to delete objects of the archive and was refused (lock bypass requested)',
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
      name: 'the policy is changed; the event has only the action',
      match: true,
      title: 'an unknown actor changed the policy that protects the archive',
      event: { actionName: 'update_archive_policy', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    { name: 'the lake', match: false, event: { actionName: 'DELETE_LAKE_OBJECT', actionResult: 'SUCCEEDED' } },
    {
      name: 'an object is read',
      match: false,
      event: { actionName: 'READ_ARCHIVE_OBJECT', actionResult: 'SUCCEEDED' },
    },
  ],
});
