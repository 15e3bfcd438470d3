import type { ActionTarget } from './own-names';

/** Calls of a service, with the action's name and description. Both are stored in rows. */
export type Rule = readonly [calls: RegExp, name: string | ((target: ActionTarget) => string), description: string];
/** Rules of each service. The first that matches counts. */
export type Rules = Readonly<Record<string, readonly Rule[]>>;

/** Calls that read or run something. Other read calls keep their own name. */
export const USES: Rules = {
  secretsmanager: [[/^(Batch)?GetSecretValue$/, 'READ_SOURCE_CREDENTIAL', 'The credential of a source was read']],
  s3: [[/^GetObject$/, ({ bucket }) => `READ_${bucket}_OBJECT`, 'An object was read']],
  lambda: [[/^Invoke/, ({ ownFunction }) => `RUN_${ownFunction}`, 'A function was run by hand']],
};

/** Calls that change something. */
export const CHANGES: Rules = {
  secretsmanager: [
    [
      /^(Put|Update|Rotate|CancelRotate)Secret/,
      'UPDATE_SOURCE_CREDENTIAL',
      'The credential of a source was entered or changed',
    ],
    [
      /^ReplicateSecretToRegions$/,
      'REPLICATE_SOURCE_CREDENTIAL',
      'The credential of a source was copied to another region, where Keepwatch does not see reads',
    ],
    [/^CreateSecret$/, 'CREATE_SOURCE_CREDENTIAL', 'A secret for the credential of a source was created'],
    [/^DeleteSecret$/, 'DELETE_SOURCE_CREDENTIAL', 'The credential of a source was deleted'],
    [/^RestoreSecret$/, 'RESTORE_SOURCE_CREDENTIAL', 'The deletion of a credential was cancelled'],
    [/^(Put|Delete)ResourcePolicy$/, 'UPDATE_SOURCE_CREDENTIAL_POLICY', 'The policy of a credential was changed'],
  ],
  monitoring: [
    [/^DisableAlarmActions$/, 'DISABLE_ALARM', 'The notifications of an alarm were switched off'],
    [/^EnableAlarmActions$/, 'ENABLE_ALARM', 'The notifications of an alarm were switched on'],
    [/^DeleteAlarms$/, 'DELETE_ALARM', 'An alarm was deleted'],
    [
      /^Put(Metric|Composite)Alarm$/,
      ({ parameters: { actionsEnabled } }) => (String(actionsEnabled) === 'false' ? 'DISABLE_ALARM' : 'UPDATE_ALARM'),
      'An alarm was created or changed',
    ],
    [/^PutAlarmMuteRule$/, 'MUTE_ALARM', 'A rule that mutes alarms at certain times was created or changed'],
    [/^SetAlarmState$/, 'OVERRIDE_ALARM_STATE', 'The state of an alarm was set by hand'],
  ],
  s3: [
    [
      /^(Put|Delete)Bucket(Lifecycle|LifecycleConfiguration|ObjectLockConfiguration)$|^PutObjectLockConfiguration$/,
      ({ bucket }) => `UPDATE_${bucket}_RETENTION`,
      'The retention of a bucket was changed',
    ],
    [/^(Put|Delete)BucketPolicy$/, ({ bucket }) => `UPDATE_${bucket}_POLICY`, 'The policy of a bucket was changed'],
    [
      /^(Put|Delete)(Bucket)?PublicAccessBlock$/,
      ({ bucket }) => `UPDATE_${bucket}_PUBLIC_ACCESS`,
      'The public access block of a bucket was changed',
    ],
    [/^PutBucketVersioning$/, ({ bucket }) => `UPDATE_${bucket}_VERSIONING`, 'The versioning of a bucket was changed'],
    [
      /^PutBucketNotification(Configuration)?$/,
      ({ bucket }) => `UPDATE_${bucket}_NOTIFICATION`,
      'The notifications of a bucket were changed',
    ],
    [
      /^PutObject(Retention|LegalHold)$/,
      ({ bucket }) => `UPDATE_${bucket}_OBJECT_RETENTION`,
      'The lock of an object was changed',
    ],
    [
      /^(Put|Delete)AccountPublicAccessBlock$/,
      'UPDATE_ACCOUNT_PUBLIC_ACCESS',
      'The public access block of the whole account was changed',
    ],
    [
      /^(Put|Delete)BucketReplication$/,
      ({ bucket }) => `UPDATE_${bucket}_REPLICATION`,
      'The replication of a bucket was changed',
    ],
    [/^(CopyObject|UploadPartCopy)$/, ({ copiedFrom, bucket }) => copyName(copiedFrom, bucket), 'An object was copied'],
    [/^DeleteBucket$/, ({ bucket }) => `DELETE_${bucket}`, 'A bucket was deleted'],
    [/^DeleteObjects?$/, ({ bucket }) => `DELETE_${bucket}_OBJECT`, 'Objects were deleted'],
    [/^PutObject$/, ({ bucket }) => `WRITE_${bucket}_OBJECT`, 'An object was written'],
  ],
  lambda: [
    [/^UpdateFunctionCode$/, ({ ownFunction }) => `UPDATE_${ownFunction}`, 'The code of a function was changed'],
    [
      /^UpdateFunctionConfiguration$/,
      ({ ownFunction }) => `UPDATE_${ownFunction}_CONFIGURATION`,
      'The settings of a function were changed',
    ],
    [
      /^(Put|Update)FunctionEventInvokeConfig$/,
      ({ ownFunction }) => `UPDATE_${ownFunction}_RETRIES`,
      'The retries of a function were changed',
    ],
    [/^DeleteFunction$/, ({ ownFunction }) => `DELETE_${ownFunction}`, 'A function was deleted'],
    [
      /^PutFunctionConcurrency$/,
      ({ ownFunction }) => `LIMIT_${ownFunction}`,
      'The concurrency of a function was limited',
    ],
    [
      /^(Add|Remove)Permission$/,
      ({ ownFunction }) => `UPDATE_${ownFunction}_PERMISSION`,
      'The policy of a function was changed',
    ],
  ],
  scheduler: [
    [
      /^UpdateSchedule$/,
      ({ parameters: { state } }) => (state === 'DISABLED' ? 'DISABLE_SCHEDULE' : 'UPDATE_SCHEDULE'),
      'A schedule was changed',
    ],
    [/^DeleteSchedule$/, 'DELETE_SCHEDULE', 'A schedule was deleted'],
    [/^CreateSchedule$/, 'CREATE_SCHEDULE', 'A schedule was created'],
  ],
  sns: [
    [/^Unsubscribe$/, 'REMOVE_ALERT_SUBSCRIPTION', 'A recipient of alerts and alarms was removed'],
    [/^Subscribe$/, 'ADD_ALERT_SUBSCRIPTION', 'A recipient of alerts and alarms was added'],
    [
      /^ConfirmSubscription$/,
      'CONFIRM_ALERT_SUBSCRIPTION',
      'A recipient of alerts and alarms confirmed the subscription',
    ],
    [/^SetSubscriptionAttributes$/, 'UPDATE_ALERT_SUBSCRIPTION', 'The subscription of a recipient was changed'],
    [/^DeleteTopic$/, 'DELETE_ALERT_TOPIC', 'The topic of alerts and alarms was deleted'],
    [
      /^SetTopicAttributes$|^(Add|Remove)Permission$/,
      'UPDATE_ALERT_TOPIC',
      'The topic of alerts and alarms was changed',
    ],
  ],
  events: [
    [/^DisableRule$/, 'DISABLE_EVENT_RULE', 'A rule that starts a function was switched off'],
    [/^EnableRule$/, 'ENABLE_EVENT_RULE', 'A rule that starts a function was switched on'],
    [/^DeleteRule$|^RemoveTargets$/, 'DELETE_EVENT_RULE', 'A rule that starts a function, or its target, was deleted'],
    [
      /^PutRule$/,
      ({ parameters: { state } }) => (state === 'DISABLED' ? 'DISABLE_EVENT_RULE' : 'UPDATE_EVENT_RULE'),
      'A rule that starts a function was created or changed',
    ],
    [/^PutTargets$/, 'UPDATE_EVENT_RULE', 'The target of a rule was changed'],
  ],
  iam: [
    [
      /^(Put|Attach|Detach|Delete)RolePolicy$|^UpdateAssumeRolePolicy$|^(Put|Delete)RolePermissionsBoundary$/,
      'UPDATE_ROLE_PERMISSIONS',
      'The permissions or the trust policy of a role were changed',
    ],
    [/^DeleteRole$/, 'DELETE_ROLE', 'A role was deleted'],
    [/^CreateRole$/, 'CREATE_ROLE', 'A role was created'],
  ],
  cloudformation: [
    [/^(Create|Update)Stack$|^ExecuteChangeSet$/, 'DEPLOY_STACK', 'The stack was deployed'],
    [/^DeleteStack$/, 'DELETE_STACK', 'The stack was deleted'],
    [
      /^SetStackPolicy$|^UpdateTerminationProtection$/,
      'UPDATE_STACK_PROTECTION',
      'The protection of the stack was changed',
    ],
  ],
  cloudtrail: [
    [/^StopLogging$/, 'STOP_CLOUDTRAIL', 'A trail of CloudTrail was stopped: it does not record later calls'],
    [/^StartLogging$/, 'START_CLOUDTRAIL', 'A trail of CloudTrail was started'],
    [/^DeleteTrail$/, 'DELETE_CLOUDTRAIL', 'A trail of CloudTrail was deleted'],
    [
      /^UpdateTrail$|^Put(Event|Insight)Selectors$|^PutEventConfiguration$/,
      'UPDATE_CLOUDTRAIL',
      'The selection of events of a CloudTrail trail was changed',
    ],
  ],
  logs: [
    [/^DeleteLog(Group|Stream)$/, 'DELETE_LOG', 'A log was deleted'],
    [/^(Put|Delete)RetentionPolicy$/, 'UPDATE_LOG_RETENTION', 'The retention of a log was changed'],
  ],
  sqs: [
    [/^(Delete|Purge)Queue$/, ({ queue }) => `DELETE_${queue}`, 'The messages of a queue were deleted'],
    [/^SetQueueAttributes$/, ({ queue }) => `UPDATE_${queue}`, 'A queue was changed'],
  ],
};

// The trail takes copies from the archive and to it.
function copyName(from: string, to: string): string {
  return from !== 'ARCHIVE' && to === 'ARCHIVE' ? 'WRITE_ARCHIVE_OBJECT' : `COPY_${from}_OBJECT`;
}
