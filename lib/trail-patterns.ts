/** Names of the stack's resources, which select the CloudTrail events of the deployment trail. */
export interface TrailScope {
  readonly stackName: string;
  /** Names of the secrets that hold credentials of sources. */
  readonly secretNames: readonly string[];
  /** Names of the roles that read these secrets at every poll. */
  readonly collectorRoles: readonly string[];
  /** Names of the roles of all functions, including collectors. */
  readonly functionRoles: readonly string[];
  /** Name of the archive bucket. */
  readonly archiveBucket: string;
  /** Id of the event source mapping that feeds the trail. */
  readonly eventSourceMapping: string;
}

/** The event pattern of one EventBridge rule of the trail. */
export interface TrailPattern {
  /** Part of the rule's logical id. */
  readonly id: string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

// Names in S3 data events of the functions' reads and writes.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
const ROUTINE_IN_ARCHIVE = [
  'GetObject',
  'HeadObject',
  'PutObject',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
];

/**
 * One pattern for each service that has resources of Keepwatch: calls whose parameters contain one of their names.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function trailPatterns(scope: TrailScope): readonly TrailPattern[] {
  const { stackName, secretNames, collectorRoles, functionRoles, archiveBucket, eventSourceMapping } = scope;
  // CloudFormation starts each name that it generates with the stack's name. An ARN contains the name.
  const own = [{ wildcard: `*${stackName}-*` }];
  const ownBucket = [{ prefix: `${stackName.toLowerCase()}-` }];
  const ownStack = [stackName, { wildcard: `*:stack/${stackName}/*` }];
  const secrets = secretNames.map((name) => ({ wildcard: `*${name}*` }));
  const calls = (id: string, service: string, parameters: Fields, more: Fields = {}): TrailPattern => ({
    id,
    source: `aws.${service}`,
    // Management events only: data events of functions and queues record normal work, not changes.
    detail: { managementEvent: [true], requestParameters: anyOf(parameters), ...more },
  });
  return [
    calls(
      'Secrets',
      'secretsmanager',
      { secretId: secrets },
      unless({ calls: ['GetSecretValue'], roles: collectorRoles }),
    ),
    calls(
      'Buckets',
      's3',
      { bucketName: ownBucket },
      // With a trail of its own in the stack, CloudTrail checks every few minutes whether it may write.
      { userIdentity: { invokedBy: [{ 'anything-but': ['cloudtrail.amazonaws.com'] }, { exists: false }] } },
    ),
    {
      id: 'Evidence',
      source: 'aws.s3',
      // Data events of the archive, if a CloudTrail trail records them. The functions' reads and writes are normal work,
      // and the deployment trail's own would trigger it again. No function needs to delete or unlock anything.
      detail: {
        managementEvent: [false],
        requestParameters: { bucketName: [archiveBucket] },
        ...unless({ calls: ROUTINE_IN_ARCHIVE, roles: functionRoles }),
      },
    },
    calls('Functions', 'lambda', { functionName: own, uUID: [eventSourceMapping] }),
    calls('Alarms', 'monitoring', { alarmNames: own, alarmName: own, muteTargets: { alarmNames: own } }),
    calls('Schedules', 'scheduler', { name: own }),
    calls('Topics', 'sns', { topicArn: own, subscriptionArn: own }),
    calls('Rules', 'events', { name: own, rule: own }),
    calls('Roles', 'iam', { roleName: own }),
    // Every function start creates a log stream, including starts of the deployment trail itself.
    calls('Logs', 'logs', { logGroupName: own }, { eventName: [{ 'anything-but': ['CreateLogStream'] }] }),
    calls('Queues', 'sqs', { queueUrl: own }),
    calls('Stacks', 'cloudformation', { stackName: ownStack }),
    {
      id: 'Trails',
      source: 'aws.cloudtrail',
      // Calls about any trail: without one, EventBridge receives no calls at all.
      detail: { eventName: ['StopLogging', 'StartLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] },
    },
  ];
}

type Fields = Readonly<Record<string, unknown>>;

/** Calls that the stack's functions make all the time. */
interface Routine {
  readonly calls: readonly string[];
  readonly roles: readonly string[];
}

// Matches other calls by these roles, and these calls by anybody else. A caller that is not a role lacks the field.
function unless({ calls, roles }: Routine): Fields {
  const sessionIssuer = { userName: [{ 'anything-but': roles }, { exists: false }] };
  return { $or: [{ eventName: [{ 'anything-but': calls }] }, { userIdentity: { sessionContext: { sessionIssuer } } }] };
}

function anyOf(fields: Fields): Fields {
  const alternatives = Object.entries(fields).map(([name, values]) => ({ [name]: values }));
  return alternatives.length === 1 ? (alternatives[0] ?? {}) : { $or: alternatives };
}
