/** A source's secret, and the role that reads it at every poll. */
export interface TrailCredential {
  /** Name of the source. */
  readonly source: string;
  readonly secretName: string;
  readonly collectorRole: string;
}

/** Names of the stack's resources, which select the CloudTrail events of the deployment trail. */
export interface TrailScope {
  readonly stackName: string;
  /** Id of the account that the stack is in. */
  readonly account: string;
  /** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:`, which the name of each secret follows. */
  readonly secretArnPrefix: string;
  readonly credentials: readonly TrailCredential[];
  /** Names of the roles of all functions, including collectors. */
  readonly functionRoles: readonly string[];
  readonly archiveBucket: string;
  readonly lakeBucket: string;
  /** Id of the event source mapping that feeds the trail. */
  readonly eventSourceMapping: string;
}

/** The event pattern of one EventBridge rule of the trail. */
export interface TrailPattern {
  /** Part of the rule's logical id. */
  readonly id: string;
  /** What the calls are about, for the rule's description. */
  readonly about: string;
  readonly source: string;
  readonly detail: Fields;
  /** What makes the pattern long, and what to change. */
  readonly longBecause: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Values = readonly unknown[];

const FIXED_LENGTH = 'Its length depends on the name of the stack: use a shorter stackName.';

// Data events of functions and queues record normal work, not changes. Older events lack the field.
const MANAGEMENT_EVENT = [true, { exists: false }];

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

// Every function start creates a log stream, including starts of the deployment trail itself. Without its log group, Lambda
// tries to create that first, and is refused.
const ROUTINE_IN_LOGS = ['CreateLogStream'];

/**
 * One pattern for each service that has resources of Keepwatch, and one for each secret: calls whose parameters contain one
 * of their names, and calls that AWS refused with one of their names in the message.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function trailPatterns(scope: TrailScope): readonly TrailPattern[] {
  const { stackName, archiveBucket, lakeBucket, eventSourceMapping } = scope;
  // CloudFormation starts each name that it generates with the stack's name.
  const named = [{ prefix: `${stackName}-` }];
  // Without account and region, so that it also matches a partial ARN or a URL. One wildcard in a field is cheap.
  const inArn = [{ wildcard: `*:${stackName}-*` }];
  const inUrl = [{ wildcard: `*/${stackName}-*` }];
  const namedOrArn = [...named, ...inArn];
  const refusedForName = refusedFor(`${stackName}-`);
  return [
    ...scope.credentials.map((credential) => secretPattern(credential, scope)),
    calls('Buckets', 's3', {
      alternatives: [
        ...bucketParameters([archiveBucket, lakeBucket, { prefix: `${stackName.toLowerCase()}-` }]),
        // Most events of S3 also have the ARNs of what they are about.
        { resources: { ARN: [archiveBucket, lakeBucket].map((bucket) => ({ suffix: `:::${bucket}` })) } },
        // They change what the whole account blocks, and name no bucket.
        { eventName: ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'] },
        // The third is CloudTrail's bucket; adopted buckets can have any name.
        {
          errorMessage: [archiveBucket, lakeBucket, `:::${stackName.toLowerCase()}-`].map((name) => ({
            wildcard: `*${name}*`,
          })),
        },
      ],
      // With a trail of its own in the stack, CloudTrail checks every few minutes whether it may write.
      more: { userIdentity: { invokedBy: [{ 'anything-but': ['cloudtrail.amazonaws.com'] }, { exists: false }] } },
    }),
    evidencePattern(scope),
    calls('Functions', 'lambda', {
      alternatives: [
        ...parameters({ functionName: namedOrArn, resource: inArn, resourceArn: inArn, uUID: [eventSourceMapping] }),
        refusedForName,
        { errorMessage: [{ wildcard: `*:${eventSourceMapping}*` }] },
      ],
    }),
    calls('Alarms', 'monitoring', {
      alternatives: [
        ...parameters({ alarmNames: named, alarmName: named, alarmNamePrefix: named, resourceARN: inArn }),
        ...parameters({ muteTargets: { alarmNames: named } }),
        refusedForName,
      ],
    }),
    calls('Schedules', 'scheduler', { alternatives: [...parameters({ name: named }), refusedForName] }),
    calls('Topics', 'sns', {
      alternatives: [
        ...parameters({ topicArn: inArn, subscriptionArn: inArn, resourceArn: inArn, name: named }),
        refusedForName,
      ],
    }),
    calls('Rules', 'events', {
      alternatives: [...parameters({ name: named, rule: named, resourceARN: inUrl }), refusedForName],
    }),
    calls('Roles', 'iam', { alternatives: [...parameters({ roleName: named }), refusedForName] }),
    calls('Logs', 'logs', {
      alternatives: [
        ...[
          ...parameters({ logGroupName: named, logGroupNames: named, logGroupNamePrefix: named }),
          ...parameters({ logGroupIdentifier: namedOrArn, logGroupIdentifiers: namedOrArn }),
          ...parameters({ resourceArn: inArn, resourceIdentifier: namedOrArn }),
        ].map((parameter) => ({ ...parameter, eventName: [{ 'anything-but': ROUTINE_IN_LOGS }] })),
        { ...refusedForName, eventName: [{ 'anything-but': [...ROUTINE_IN_LOGS, 'CreateLogGroup'] }] },
      ],
    }),
    calls('Queues', 'sqs', {
      alternatives: [
        ...parameters({ queueUrl: inUrl, queueName: named, sourceArn: inArn, destinationArn: inArn }),
        refusedForName,
      ],
    }),
    calls('Stacks', 'cloudformation', {
      alternatives: [
        ...parameters({ stackName: [stackName, { wildcard: `*:stack/${stackName}/*` }] }),
        refusedFor(`:stack/${stackName}/`),
      ],
    }),
    {
      id: 'Trails',
      about: 'trails of CloudTrail',
      source: 'aws.cloudtrail',
      // Calls about any trail: without one, EventBridge receives no calls at all.
      detail: {
        eventName: [
          ...['StopLogging', 'StartLogging', 'DeleteTrail', 'UpdateTrail'],
          ...['PutEventSelectors', 'PutInsightSelectors', 'PutEventConfiguration'],
        ],
      },
      longBecause: FIXED_LENGTH,
    },
  ];
}

/**
 * Calls about the secret of one source. A rule for each: one wildcard for each secret in one rule is too complex for
 * EventBridge. A caller gives the name or the ARN, which ends in six random characters that the caller may leave out.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
function secretPattern(
  { source, secretName }: TrailCredential,
  { credentials, secretArnPrefix, account }: TrailScope,
): TrailPattern {
  // Sources may share a secret.
  const roles = credentials.filter((each) => each.secretName === secretName).map(({ collectorRole }) => collectorRole);
  const secret = [secretName, { prefix: `${secretArnPrefix}${secretName}` }];
  const name = [secretName];
  return calls(`SecretOf-${source}`, 'secretsmanager', {
    about: `the secret of source ${source}`,
    longBecause: `The name of the secret of source ${source} is too long: use a secret with a shorter name.`,
    alternatives: [
      {
        requestParameters: {
          $or: [{ secretId: secret }, { secretIdList: secret }, { name }, { filters: { values: name } }],
        },
        // A collector reads its own secret at every poll.
        ...unless({ calls: ['GetSecretValue'], roles, account }),
      },
      refusedFor(secretName),
    ],
  });
}

/**
 * Data events of the archive, if a CloudTrail trail records them. The functions' reads and writes are normal work, and the
 * deployment trail's own would trigger it again. No function needs to copy, delete or unlock anything.
 */
function evidencePattern({ archiveBucket, functionRoles, account }: TrailScope): TrailPattern {
  // A copy names its source as BUCKET/KEY, with or without a slash before it, perhaps encoded for a URL.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  const copied = ['', '/', '%2F', '%2f'].map((start) => ({ prefix: `${start}${archiveBucket}` }));
  return {
    id: 'Evidence',
    about: 'objects of the archive',
    source: 'aws.s3',
    detail: {
      managementEvent: [false, { exists: false }],
      requestParameters: { $or: [{ bucketName: [archiveBucket] }, { 'x-amz-copy-source': copied }] },
      ...unless({ calls: ROUTINE_IN_ARCHIVE, roles: functionRoles, account }),
    },
    longBecause: 'It contains the roles of all functions: use fewer sources, and deploy the others in a second stack.',
  };
}

/** Calls that the stack's functions make all the time. */
interface Routine {
  readonly calls: readonly string[];
  readonly roles: readonly string[];
  readonly account: string;
}

// Matches other calls by these roles, and these calls by anybody else. A caller that is not a role lacks the name of one, and
// a role of another account may have the same name.
function unless({ calls, roles, account }: Routine): Fields {
  const sessionIssuer = { userName: [{ 'anything-but': roles }, { exists: false }] };
  return {
    $or: [
      { eventName: [{ 'anything-but': calls }] },
      { userIdentity: { sessionContext: { sessionIssuer } } },
      { userIdentity: { accountId: [{ 'anything-but': [account] }] } },
    ],
  };
}

interface Calls {
  /** One of them has to match. */
  readonly alternatives: readonly Fields[];
  /** What else has to match. */
  readonly more?: Fields;
  readonly about?: string;
  readonly longBecause?: string;
}

function calls(id: string, service: string, { alternatives, more = {}, about, longBecause }: Calls): TrailPattern {
  return {
    id,
    about: about ?? `its own ${id.toLowerCase()}`,
    source: `aws.${service}`,
    detail: { managementEvent: MANAGEMENT_EVENT, $or: alternatives, ...more },
    longBecause: longBecause ?? FIXED_LENGTH,
  };
}

function parameters(fields: Readonly<Record<string, Values | Fields>>): readonly Fields[] {
  return Object.entries(fields).map(([name, values]) => ({ requestParameters: { [name]: values } }));
}

/**
 * A call that AWS refused has no parameters in CloudTrail. The message names the resource:
 * `User: ARN is not authorized to perform: ACTION on resource: ARN because …`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function refusedFor(name: string): Fields {
  return { errorMessage: [{ wildcard: `*resource*${name}*` }] };
}

// Calls of S3 Control name the bucket in the body of the request, and with a capital letter.
function bucketParameters(buckets: Values): readonly Fields[] {
  return [
    ...parameters({ bucketName: buckets, bucket: buckets, Bucket: buckets }),
    ...parameters({ CreateAccessPointRequest: { Bucket: buckets } }),
  ];
}
