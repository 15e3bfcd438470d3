import type { Parameters } from './cloudtrail-event';
import { bucketOf, functionOf } from './own-names';

/** Calls of a service, with the action's name and description. Both are stored in rows. */
export type Rule = readonly [calls: RegExp, name: string | ((given: Parameters) => string), description: string];
/** Rules of each service. The first that matches counts. */
export type Rules = Readonly<Record<string, readonly Rule[]>>;

/** Calls that read or run something. Other read calls keep their own name. */
export const USES: Rules = {
  secretsmanager: [[/^(Batch)?GetSecretValue$/, 'READ_SOURCE_CREDENTIAL', 'The credential of a source was read']],
  s3: [[/^GetObject$/, (given) => `READ_${bucketOf(given)}_OBJECT`, 'An object was read']],
  lambda: [[/^Invoke/, (given) => `RUN_${functionOf(given)}`, 'A function was run by hand']],
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
      'The credential of a source was copied to another region, where nobody sees who reads it',
    ],
    [/^DeleteSecret$/, 'DELETE_SOURCE_CREDENTIAL', 'The credential of a source was deleted'],
    [/^RestoreSecret$/, 'RESTORE_SOURCE_CREDENTIAL', 'The deletion of a credential was taken back'],
    [/^(Put|Delete)ResourcePolicy$/, 'UPDATE_SOURCE_CREDENTIAL_POLICY', 'Who may read a credential was changed'],
  ],
  monitoring: [
    [/^DisableAlarmActions$/, 'DISABLE_ALARM', 'An alarm was kept from telling anybody'],
    [/^EnableAlarmActions$/, 'ENABLE_ALARM', 'An alarm may tell again'],
    [/^DeleteAlarms$/, 'DELETE_ALARM', 'An alarm was deleted'],
    [
      /^Put(Metric|Composite)Alarm$/,
      ({ actionsEnabled }) => (String(actionsEnabled) === 'false' ? 'DISABLE_ALARM' : 'UPDATE_ALARM'),
      'An alarm was made or changed',
    ],
    [/^PutAlarmMuteRule$/, 'MUTE_ALARM', 'Alarms are kept from telling anybody at certain times'],
    [/^SetAlarmState$/, 'OVERRIDE_ALARM_STATE', 'The state of an alarm was set by hand'],
  ],
  s3: [
    [
      /^(Put|Delete)Bucket(Lifecycle|LifecycleConfiguration|ObjectLockConfiguration)$|^PutObjectLockConfiguration$/,
      (given) => `UPDATE_${bucketOf(given)}_RETENTION`,
      'How long objects are kept was changed',
    ],
    [/^(Put|Delete)BucketPolicy$/, (given) => `UPDATE_${bucketOf(given)}_POLICY`, 'What a bucket allows was changed'],
    [
      /^(Put|Delete)(Bucket)?PublicAccessBlock$/,
      (given) => `UPDATE_${bucketOf(given)}_PUBLIC_ACCESS`,
      'What keeps the public out of a bucket was changed',
    ],
    [
      /^PutBucketVersioning$/,
      (given) => `UPDATE_${bucketOf(given)}_VERSIONING`,
      'Whether versions are kept was changed',
    ],
    [
      /^PutBucketNotification(Configuration)?$/,
      (given) => `UPDATE_${bucketOf(given)}_NOTIFICATION`,
      'What is told of new objects was changed',
    ],
    [
      /^PutObject(Retention|LegalHold)$/,
      (given) => `UPDATE_${bucketOf(given)}_OBJECT_RETENTION`,
      'The lock of an object was changed',
    ],
    [/^DeleteBucket$/, (given) => `DELETE_${bucketOf(given)}`, 'A bucket was deleted'],
    [/^DeleteObjects?$/, (given) => `DELETE_${bucketOf(given)}_OBJECT`, 'Objects were deleted'],
    [/^PutObject$/, (given) => `WRITE_${bucketOf(given)}_OBJECT`, 'An object was written'],
  ],
  lambda: [
    [/^UpdateFunctionCode$/, (given) => `UPDATE_${functionOf(given)}`, 'The code of a function was changed'],
    [
      /^UpdateFunctionConfiguration$/,
      (given) => `UPDATE_${functionOf(given)}_CONFIGURATION`,
      'The settings of a function were changed',
    ],
    [
      /^(Put|Update)FunctionEventInvokeConfig$/,
      (given) => `UPDATE_${functionOf(given)}_RETRIES`,
      'How often a function tries again was changed',
    ],
    [/^DeleteFunction$/, (given) => `DELETE_${functionOf(given)}`, 'A function was deleted'],
    [
      /^PutFunctionConcurrency$/,
      (given) => `LIMIT_${functionOf(given)}`,
      'How often a function may run at once was changed',
    ],
    [
      /^(Add|Remove)Permission$/,
      (given) => `UPDATE_${functionOf(given)}_PERMISSION`,
      'Who may run a function was changed',
    ],
  ],
  scheduler: [
    [
      /^UpdateSchedule$/,
      ({ state }) => (state === 'DISABLED' ? 'DISABLE_SCHEDULE' : 'UPDATE_SCHEDULE'),
      'A schedule was changed',
    ],
    [/^DeleteSchedule$/, 'DELETE_SCHEDULE', 'A schedule was deleted'],
    [/^CreateSchedule$/, 'CREATE_SCHEDULE', 'A schedule was made'],
  ],
  sns: [
    [/^Unsubscribe$/, 'REMOVE_ALERT_SUBSCRIPTION', 'Somebody is told of alerts and alarms no more'],
    [/^Subscribe$/, 'ADD_ALERT_SUBSCRIPTION', 'Somebody is to be told of alerts and alarms'],
    [/^ConfirmSubscription$/, 'CONFIRM_ALERT_SUBSCRIPTION', 'Somebody confirmed to be told'],
    [/^SetSubscriptionAttributes$/, 'UPDATE_ALERT_SUBSCRIPTION', 'What somebody is told of was changed'],
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
      ({ state }) => (state === 'DISABLED' ? 'DISABLE_EVENT_RULE' : 'UPDATE_EVENT_RULE'),
      'A rule that starts a function was made or changed',
    ],
    [/^PutTargets$/, 'UPDATE_EVENT_RULE', 'What a rule starts was changed'],
  ],
  iam: [
    [
      /^(Put|Attach|Detach|Delete)RolePolicy$|^UpdateAssumeRolePolicy$|^(Put|Delete)RolePermissionsBoundary$/,
      'UPDATE_ROLE_PERMISSIONS',
      'What a role may do, or who may take it, was changed',
    ],
    [/^DeleteRole$/, 'DELETE_ROLE', 'A role was deleted'],
    [/^CreateRole$/, 'CREATE_ROLE', 'A role was made'],
  ],
  cloudformation: [
    [/^(Create|Update)Stack$|^ExecuteChangeSet$/, 'DEPLOY_STACK', 'The stack was deployed'],
    [/^DeleteStack$/, 'DELETE_STACK', 'The stack was deleted'],
    [
      /^SetStackPolicy$|^UpdateTerminationProtection$/,
      'UPDATE_STACK_PROTECTION',
      'What protects the stack was changed',
    ],
  ],
  cloudtrail: [
    [/^StopLogging$/, 'STOP_CLOUDTRAIL', 'A trail of CloudTrail was stopped: nobody sees what follows'],
    [/^StartLogging$/, 'START_CLOUDTRAIL', 'A trail of CloudTrail was started'],
    [/^DeleteTrail$/, 'DELETE_CLOUDTRAIL', 'A trail of CloudTrail was deleted'],
    [
      /^UpdateTrail$|^Put(Event|Insight)Selectors$/,
      'UPDATE_CLOUDTRAIL',
      'What a trail of CloudTrail records was changed',
    ],
  ],
  logs: [
    [/^DeleteLog(Group|Stream)$/, 'DELETE_LOG', 'A log was deleted'],
    [/^(Put|Delete)RetentionPolicy$/, 'UPDATE_LOG_RETENTION', 'How long a log is kept was changed'],
  ],
  sqs: [
    [/^(Delete|Purge)Queue$/, 'DELETE_DEAD_LETTERS', 'Dead letters were deleted'],
    [/^SetQueueAttributes$/, 'UPDATE_DEAD_LETTERS', 'A dead-letter queue was changed'],
  ],
};
