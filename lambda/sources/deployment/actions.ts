import type { CloudTrailEvent } from './cloudtrail-event';

/** What was attempted, in the words of an audit log. */
export interface Action {
  readonly name: string;
  readonly description: string;
}

type Parameters = NonNullable<CloudTrailEvent['requestParameters']>;
type Rule = readonly [events: RegExp, name: string | ((parameters: Parameters) => string), description: string];

// By service, the first that fits. Names of events may end in a version: UpdateFunctionCode20150331v2.
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  secretsmanager: [
    [
      /^(Put|Update|Rotate|CancelRotate)Secret/,
      'UPDATE_SOURCE_CREDENTIAL',
      'The credential of a source was entered or changed',
    ],
    [/^(Batch)?GetSecretValue/, 'READ_SOURCE_CREDENTIAL', 'The credential of a source was read'],
    [/^DeleteSecret/, 'DELETE_SOURCE_CREDENTIAL', 'The credential of a source was deleted'],
    [/^RestoreSecret/, 'RESTORE_SOURCE_CREDENTIAL', 'The deletion of a credential was taken back'],
    [/ResourcePolicy/, 'UPDATE_SOURCE_CREDENTIAL_POLICY', 'Who may read a credential was changed'],
  ],
  monitoring: [
    [/^DisableAlarmActions/, 'DISABLE_ALARM', 'An alarm was kept from telling anybody'],
    [/^EnableAlarmActions/, 'ENABLE_ALARM', 'An alarm may tell again'],
    [/^DeleteAlarms/, 'DELETE_ALARM', 'An alarm was deleted'],
    [/^PutMetricAlarm|^PutCompositeAlarm/, 'UPDATE_ALARM', 'An alarm was made or changed'],
    [/^SetAlarmState/, 'OVERRIDE_ALARM_STATE', 'The state of an alarm was set by hand'],
  ],
  s3: [
    [
      /Lifecycle|BucketObjectLock|ObjectLockConfiguration/,
      (given) => `UPDATE_${bucketOf(given)}_RETENTION`,
      'How long objects are kept was changed',
    ],
    [/^(Put|Delete)BucketPolicy/, (given) => `UPDATE_${bucketOf(given)}_POLICY`, 'What a bucket allows was changed'],
    [
      /PublicAccessBlock/,
      (given) => `UPDATE_${bucketOf(given)}_PUBLIC_ACCESS`,
      'What keeps the public out of a bucket was changed',
    ],
    [
      /^PutBucketVersioning/,
      (given) => `UPDATE_${bucketOf(given)}_VERSIONING`,
      'Whether versions are kept was changed',
    ],
    [
      /^PutObjectRetention|^PutObjectLegalHold/,
      (given) => `UPDATE_${bucketOf(given)}_OBJECT_RETENTION`,
      'The lock of an object was changed',
    ],
    [/^DeleteBucket$/, (given) => `DELETE_${bucketOf(given)}`, 'A bucket was deleted'],
    [/^DeleteObjects?$/, (given) => `DELETE_${bucketOf(given)}_OBJECT`, 'Objects were deleted'],
    [/^GetObject$/, (given) => `READ_${bucketOf(given)}_OBJECT`, 'An object was read'],
  ],
  lambda: [
    [/^UpdateFunctionCode/, (given) => `UPDATE_${functionOf(given)}`, 'The code of a function was changed'],
    [
      /^UpdateFunctionConfiguration/,
      (given) => `UPDATE_${functionOf(given)}_CONFIGURATION`,
      'The settings of a function were changed',
    ],
    [/^DeleteFunction\d*$/, (given) => `DELETE_${functionOf(given)}`, 'A function was deleted'],
    [
      /^PutFunctionConcurrency/,
      (given) => `LIMIT_${functionOf(given)}`,
      'How often a function may run at once was changed',
    ],
    [
      /^(Add|Remove)Permission/,
      (given) => `UPDATE_${functionOf(given)}_PERMISSION`,
      'Who may run a function was changed',
    ],
    [/^Invoke/, (given) => `RUN_${functionOf(given)}`, 'A function was run by hand'],
  ],
  scheduler: [
    [
      /^UpdateSchedule/,
      ({ state }) => (state === 'DISABLED' ? 'DISABLE_SCHEDULE' : 'UPDATE_SCHEDULE'),
      'A schedule was changed',
    ],
    [/^DeleteSchedule/, 'DELETE_SCHEDULE', 'A schedule was deleted'],
    [/^CreateSchedule/, 'CREATE_SCHEDULE', 'A schedule was made'],
  ],
  sns: [
    [/^Unsubscribe/, 'REMOVE_ALERT_SUBSCRIPTION', 'Somebody is told of alerts and alarms no more'],
    [/^Subscribe/, 'ADD_ALERT_SUBSCRIPTION', 'Somebody is to be told of alerts and alarms'],
    [/^ConfirmSubscription/, 'CONFIRM_ALERT_SUBSCRIPTION', 'Somebody confirmed to be told'],
    [/^SetSubscriptionAttributes/, 'UPDATE_ALERT_SUBSCRIPTION', 'What somebody is told of was changed'],
    [/^DeleteTopic/, 'DELETE_ALERT_TOPIC', 'The topic of alerts and alarms was deleted'],
    [/^SetTopicAttributes|^(Add|Remove)Permission/, 'UPDATE_ALERT_TOPIC', 'The topic of alerts and alarms was changed'],
  ],
  events: [
    [/^DisableRule/, 'DISABLE_EVENT_RULE', 'A rule that starts a function was switched off'],
    [/^EnableRule/, 'ENABLE_EVENT_RULE', 'A rule that starts a function was switched on'],
    [/^DeleteRule|^RemoveTargets/, 'DELETE_EVENT_RULE', 'A rule that starts a function, or its target, was deleted'],
    [/^PutRule|^PutTargets/, 'UPDATE_EVENT_RULE', 'A rule that starts a function was made or changed'],
  ],
  kms: [
    [/^DisableKey$/, 'DISABLE_KEY', 'A key was switched off'],
    [/^ScheduleKeyDeletion/, 'DELETE_KEY', 'A key is to be deleted'],
    [/^PutKeyPolicy|^CreateGrant|^RevokeGrant/, 'UPDATE_KEY_POLICY', 'Who may use a key was changed'],
  ],
  iam: [
    [
      /^(Put|Attach|Detach|Delete)RolePolicy|^UpdateAssumeRolePolicy|RolePermissionsBoundary/,
      'UPDATE_ROLE_PERMISSIONS',
      'What a role may do, or who may take it, was changed',
    ],
    [/^DeleteRole$/, 'DELETE_ROLE', 'A role was deleted'],
    [/^CreateRole$/, 'CREATE_ROLE', 'A role was made'],
  ],
  cloudformation: [
    [/^(Create|Update)Stack$|^ExecuteChangeSet/, 'DEPLOY_STACK', 'The stack was deployed'],
    [/^DeleteStack$/, 'DELETE_STACK', 'The stack was deleted'],
    [/^SetStackPolicy|TerminationProtection/, 'UPDATE_STACK_PROTECTION', 'What protects the stack was changed'],
  ],
  cloudtrail: [
    [/^StopLogging/, 'STOP_CLOUDTRAIL', 'A trail of CloudTrail was stopped: nobody sees what follows'],
    [/^StartLogging/, 'START_CLOUDTRAIL', 'A trail of CloudTrail was started'],
    [/^DeleteTrail/, 'DELETE_CLOUDTRAIL', 'A trail of CloudTrail was deleted'],
    [/^UpdateTrail|Selectors$/, 'UPDATE_CLOUDTRAIL', 'What a trail of CloudTrail records was changed'],
  ],
  logs: [
    [/^DeleteLog(Group|Stream)/, 'DELETE_LOG', 'A log was deleted'],
    [/RetentionPolicy/, 'UPDATE_LOG_RETENTION', 'How long a log is kept was changed'],
  ],
  sqs: [
    [/^(Delete|Purge)Queue/, 'DELETE_DEAD_LETTERS', 'Dead letters were deleted'],
    [/^SetQueueAttributes/, 'UPDATE_DEAD_LETTERS', 'A dead-letter queue was changed'],
  ],
};

/** What an event of CloudTrail is called here. An event of which nothing is known keeps its own name. */
export function actionOf({ eventSource = '', eventName = '', requestParameters }: CloudTrailEvent): Action {
  const [service = ''] = eventSource.split('.');
  const rules = Object.hasOwn(RULES, service) ? RULES[service] : undefined;
  const [, name, description] = rules?.find(([events]) => events.test(eventName)) ?? [];
  if (name === undefined || description === undefined) {
    return {
      name: genericName(eventName),
      description: `${eventName || 'A call'} of ${eventSource || 'an unknown service'}`,
    };
  }
  return { name: typeof name === 'string' ? name : name(requestParameters ?? {}), description };
}

function genericName(eventName: string): string {
  const words = eventName
    .replace(/\d{8}(v\d+)?$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return words === '' ? 'UNKNOWN' : words.slice(0, 128);
}

// The stack's own names say what is what: CloudFormation makes them of these words.
function bucketOf({ bucketName }: Parameters): string {
  return wordIn(bucketName, ['archive', 'lake']) ?? 'BUCKET';
}

function functionOf({ functionName }: Parameters): string {
  return wordIn(functionName, ['collector', 'processor', 'trail']) ?? 'FUNCTION';
}

function wordIn(name: unknown, words: readonly string[]): string | undefined {
  const lower = typeof name === 'string' ? name.toLowerCase() : '';
  return words.find((word) => lower.includes(word))?.toUpperCase();
}
