/** Whose management events a deployment trail takes: the names that its stack gives its own things. */
export interface TrailScope {
  readonly stackName: string;
  /** Names of the secrets with the credentials of sources. */
  readonly secretNames: readonly string[];
  /** Names of the roles that read them all the time. */
  readonly collectorRoles: readonly string[];
  /** Names of the roles of all functions, those of collectors among them. */
  readonly functionRoles: readonly string[];
  /** Name of the bucket of the archive. */
  readonly archiveBucket: string;
  /** Id of what brings the trail its events. */
  readonly eventSourceMapping: string;
}

/** What an EventBridge rule of the trail takes. */
export interface TrailPattern {
  /** Names the rule in the stack. */
  readonly id: string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

// All that S3's data events call the reads and writes of the functions.
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
 * A pattern for each service in which Keepwatch has something: calls in whose parameters one of its names stands.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function trailPatterns(scope: TrailScope): readonly TrailPattern[] {
  const { stackName, secretNames, collectorRoles, functionRoles, archiveBucket, eventSourceMapping } = scope;
  // CloudFormation begins each name that it makes with the stack's. An ARN holds the name.
  const own = [{ wildcard: `*${stackName}-*` }];
  const ownBucket = [{ prefix: `${stackName.toLowerCase()}-` }];
  const ownStack = [stackName, { wildcard: `*:stack/${stackName}/*` }];
  const secrets = secretNames.map((name) => ({ wildcard: `*${name}*` }));
  const calls = (id: string, service: string, parameters: Fields, more: Fields = {}): TrailPattern => ({
    id,
    source: `aws.${service}`,
    // Data events, where a trail records them, tell of each start of a function and of each message: of work, no change.
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
      // It looks every few minutes whether it may still write, when the stack has a trail of its own.
      { userIdentity: { invokedBy: [{ 'anything-but': ['cloudtrail.amazonaws.com'] }, { exists: false }] } },
    ),
    {
      id: 'Evidence',
      source: 'aws.s3',
      // Data events of the archive, where a trail records them. What the functions do there is their work, and what the
      // trail's own writes would start it again; but none of them has to delete or unlock anything.
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
    // Each start of a function makes a stream, that of the trail's own as well.
    calls('Logs', 'logs', { logGroupName: own }, { eventName: [{ 'anything-but': ['CreateLogStream'] }] }),
    calls('Queues', 'sqs', { queueUrl: own }),
    calls('Stacks', 'cloudformation', { stackName: ownStack }),
    {
      id: 'Trails',
      source: 'aws.cloudtrail',
      // Of whichever trail: without one, all of this is silent.
      detail: { eventName: ['StopLogging', 'StartLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] },
    },
  ];
}

type Fields = Readonly<Record<string, unknown>>;

/** What the stack's own functions call all the time. */
interface Routine {
  readonly calls: readonly string[];
  readonly roles: readonly string[];
}

// Another call of theirs, or this one by anybody else, is news. Whoever is no role has no such field.
function unless({ calls, roles }: Routine): Fields {
  const sessionIssuer = { userName: [{ 'anything-but': roles }, { exists: false }] };
  return { $or: [{ eventName: [{ 'anything-but': calls }] }, { userIdentity: { sessionContext: { sessionIssuer } } }] };
}

function anyOf(fields: Fields): Fields {
  const alternatives = Object.entries(fields).map(([name, values]) => ({ [name]: values }));
  return alternatives.length === 1 ? (alternatives[0] ?? {}) : { $or: alternatives };
}
