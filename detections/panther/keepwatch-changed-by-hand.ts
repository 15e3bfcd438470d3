import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller, isByCloudFormation, isFromDeploymentTrail } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';
import alarmSilenced from './keepwatch-alarm-silenced';
import archiveCopied from './keepwatch-archive-copied';
import archiveLockAttacked from './keepwatch-archive-lock-attacked';
import archiveRetentionChanged from './keepwatch-archive-retention-changed';
import collectorChanged from './keepwatch-collector-changed';
import credentialChanged from './keepwatch-credential-changed';
import credentialRead from './keepwatch-credential-read';
import trailStopped from './keepwatch-trail-stopped';

// These detections report their actions in more detail.
const OTHERS = [
  ...[alarmSilenced, archiveCopied, archiveLockAttacked, archiveRetentionChanged, collectorChanged],
  ...[credentialChanged, credentialRead, trailStopped],
];
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...OTHERS.flatMap(({ actions = [] }) => actions),
  // Normal calls of CloudFormation by a person who deploys or previews a deployment.
  ...['DEPLOY_STACK', 'CREATE_CHANGE_SET', 'DELETE_CHANGE_SET', 'DETECT_STACK_DRIFT', 'DETECT_STACK_RESOURCE_DRIFT'],
  // Wanted actions, and a log search, which changes nothing.
  ...['START_CLOUDTRAIL', 'CONFIRM_ALERT_SUBSCRIPTION', 'START_QUERY'],
]);

// Records that Keepwatch writes about itself and its operators name no AWS call.
function isChange({ actionDetails }: EventOf<'Panther.Audit'>): boolean {
  return deepText(actionDetails, 'eventName') !== undefined && deepText(actionDetails, 'readOnly') === 'false';
}

const byEve = (eventSource: string, eventName: string, dynamic: Readonly<Record<string, string | boolean>>) => ({
  p_source_label: 'deployment',
  actionParams: { dynamic, static: { name: null, eventSource, eventName } },
  actionDetails: { eventSource, eventName, readOnly: false },
  actionResult: 'SUCCEEDED',
  actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER', attributes: { identityType: 'IAMUser' } },
  sourceIP: '198.51.100.4',
});

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const name = deepText(actionParam(event, 'name'));
  const what = actionOf(event).toUpperCase();
  return `${actorName(event)} changed Keepwatch by hand: ${what}${name === undefined ? '' : ` of ${name}`}`;
}

export default defineDetection({
  id: 'Keepwatch.Changed.ByHand',
  name: 'Keepwatch changed by hand',
  logTypes: ['Panther.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody changed a part of Keepwatch without CloudFormation. Deployments make all normal changes; a change by hand leaves nothing to review. Other Keepwatch detections report the most serious changes. Seen in the deployment trail of Keepwatch.',
  falsePositives:
    'A step of the runbook that is done by hand, tags that the account adds to every resource, the removal of the stack.',
  runbook:
    'Ask the actor why this was not deployed. If it was not planned: run aws cloudformation detect-stack-drift --stack-name Keepwatch to find the differences, run npx cdk deploy --revert-drift (a plain cdk deploy does not see changes made by hand) to undo them, and review what else the actor did.',
  reference: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html',
  tags: ['ATT&CK:T1578'],
  rule: (event) =>
    isFromDeploymentTrail(event) &&
    event.actionResult !== 'FAILED' &&
    isChange(event) &&
    !isByCloudFormation(event) &&
    !LEFT_OUT.has(actionOf(event).toUpperCase()),
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  alertContext: ({ actionDescription, actionParams }) => ({ actionDescription, actionParams }),
  tests: [
    {
      name: 'a schedule is changed',
      match: true,
      title: 'eve changed Keepwatch by hand: UPDATE_SCHEDULE of Keepwatch-Schedule',
      severity: 'MEDIUM',
      event: {
        ...byEve('scheduler.amazonaws.com', 'UpdateSchedule', { name: 'Keepwatch-Schedule', state: 'ENABLED' }),
        actionName: 'UPDATE_SCHEDULE',
      },
    },
    {
      name: 'the processor can no longer be started; by a person with an email address',
      match: true,
      title: 'ada@example.com changed Keepwatch by hand: UPDATE_PROCESSOR_PERMISSION',
      event: {
        ...byEve('lambda.amazonaws.com', 'RemovePermission20150331v2', { functionName: 'Keepwatch-Processor' }),
        actionName: 'UPDATE_PROCESSOR_PERMISSION',
        actor: {
          id: 'AROAEXAMPLE:ada@example.com',
          name: 'ada@example.com',
          type: 'USER',
          attributes: { email: 'ada@example.com' },
        },
      },
    },
    {
      name: 'the archive no longer notifies about its objects',
      match: true,
      event: {
        ...byEve('s3.amazonaws.com', 'PutBucketNotification', { bucketName: 'keepwatch-archivebucket49f1ac64-x' }),
        actionName: 'UPDATE_ARCHIVE_NOTIFICATION',
      },
    },
    {
      name: 'an object is written to the archive',
      match: true,
      event: {
        ...byEve('s3.amazonaws.com', 'PutObject', { bucketName: 'keepwatch-archivebucket49f1ac64-x', key: 'x' }),
        actionName: 'WRITE_ARCHIVE_OBJECT',
      },
    },
    {
      name: 'the messages of a queue are deleted',
      match: true,
      event: {
        ...byEve('sqs.amazonaws.com', 'PurgeQueue', { queueUrl: 'https://sqs/1/Keepwatch-DeadLetters' }),
        actionName: 'DELETE_DEAD_LETTERS',
      },
    },
    {
      name: 'a role gets permissions',
      match: true,
      event: {
        ...byEve('iam.amazonaws.com', 'AttachRolePolicy', { roleName: 'Keepwatch-ProcessorRole' }),
        actionName: 'UPDATE_ROLE_PERMISSIONS',
      },
    },
    {
      name: 'others get access to a credential',
      match: true,
      event: {
        ...byEve('secretsmanager.amazonaws.com', 'PutResourcePolicy', { secretId: 'keepwatch/atlassian-main' }),
        actionName: 'UPDATE_SOURCE_CREDENTIAL_POLICY',
      },
    },
    {
      name: 'a credential is deleted',
      match: true,
      event: {
        ...byEve('secretsmanager.amazonaws.com', 'DeleteSecret', { secretId: 'keepwatch/atlassian-main' }),
        actionName: 'DELETE_SOURCE_CREDENTIAL',
      },
    },
    {
      name: 'the stack partly loses its protection; the action in lower case',
      match: true,
      event: {
        ...byEve('cloudformation.amazonaws.com', 'UpdateTerminationProtection', { stackName: 'Keepwatch' }),
        actionName: 'update_stack_protection',
        actionResult: 'PARTIALLY_FAILED',
      },
    },
    {
      name: 'the stack is deleted',
      match: true,
      event: {
        ...byEve('cloudformation.amazonaws.com', 'DeleteStack', { stackName: 'Keepwatch' }),
        actionName: 'DELETE_STACK',
      },
    },
    {
      name: 'an unknown call without an actor; the flag is text',
      match: true,
      title: 'an unknown actor changed Keepwatch by hand: TAG_RESOURCE',
      event: {
        p_source_label: 'deployment',
        actionName: 'TAG_RESOURCE',
        actionDetails: { eventName: 'TagResource', readOnly: 'false' },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'by a session with the name of CloudFormation',
      match: true,
      event: {
        ...byEve('scheduler.amazonaws.com', 'UpdateSchedule', { name: 'Keepwatch-Schedule' }),
        actionName: 'UPDATE_SCHEDULE',
        actor: {
          id: 'AROAEXAMPLE:AWSCloudFormation',
          name: 'AWSCloudFormation',
          type: 'TOKEN',
          attributes: { session: 'AWSCloudFormation' },
        },
      },
    },
    {
      name: 'by CloudFormation, in a deployment',
      match: false,
      event: {
        ...byEve('scheduler.amazonaws.com', 'UpdateSchedule', { name: 'Keepwatch-Schedule' }),
        actionName: 'UPDATE_SCHEDULE',
        sourceIP: 'cloudformation.amazonaws.com',
      },
    },
    ...[
      ['DEPLOY_STACK', 'UpdateStack'] as const,
      ['CREATE_CHANGE_SET', 'CreateChangeSet'] as const,
      ['START_CLOUDTRAIL', 'StartLogging'] as const,
      ['CONFIRM_ALERT_SUBSCRIPTION', 'ConfirmSubscription'] as const,
      ['START_QUERY', 'StartQuery'] as const,
    ].map(([actionName, eventName]) => ({
      name: `as it should be: ${actionName}`,
      match: false,
      event: { ...byEve('x.amazonaws.com', eventName, {}), actionName },
    })),
    ...[
      ['DISABLE_ALARM', 'DisableAlarmActions'] as const,
      ['UPDATE_COLLECTOR', 'UpdateFunctionCode20150331v2'] as const,
      ['UPDATE_ARCHIVE_RETENTION', 'PutBucketLifecycle'] as const,
      ['DELETE_ARCHIVE_OBJECT', 'DeleteObject'] as const,
      ['UPDATE_SOURCE_CREDENTIAL', 'PutSecretValue'] as const,
      ['REPLICATE_SOURCE_CREDENTIAL', 'ReplicateSecretToRegions'] as const,
      ['STOP_CLOUDTRAIL', 'StopLogging'] as const,
      ['COPY_ARCHIVE_OBJECT', 'CopyObject'] as const,
    ].map(([actionName, eventName]) => ({
      name: `another detection reports it: ${actionName}`,
      match: false,
      event: { ...byEve('x.amazonaws.com', eventName, {}), actionName },
    })),
    {
      name: 'a read',
      match: false,
      event: {
        ...byEve('s3.amazonaws.com', 'GetBucketLifecycle', {}),
        actionName: 'GET_BUCKET_LIFECYCLE',
        actionDetails: { eventName: 'GetBucketLifecycle', readOnly: true },
      },
    },
    {
      name: 'refused',
      match: false,
      event: {
        ...byEve('sqs.amazonaws.com', 'PurgeQueue', {}),
        actionName: 'DELETE_DEAD_LETTERS',
        actionResult: 'FAILED',
        errors: [{ message: 'AccessDenied' }],
      },
    },
    {
      name: "an operator's command that Keepwatch itself reports",
      match: false,
      event: { p_source_label: 'deployment', actionName: 'REPLAY_CAPTURES', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'another source',
      match: false,
      event: {
        ...byEve('sqs.amazonaws.com', 'PurgeQueue', {}),
        p_source_label: 'panther-main',
        actionName: 'DELETE_DEAD_LETTERS',
      },
    },
  ],
});
