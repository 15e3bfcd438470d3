/** Whose management events a deployment trail takes: the names that its stack gives its own things. */
export interface TrailScope {
  readonly stackName: string;
  /** Names of the secrets with the credentials of sources. */
  readonly secretNames: readonly string[];
  /** Names of the roles that read them all the time. */
  readonly collectorRoles: readonly string[];
  /** Names of the roles of all functions, those of collectors among them. */
  readonly functionRoles: readonly string[];
}

/** What an EventBridge rule of the trail takes. */
export interface TrailPattern {
  /** Names the rule in the stack. */
  readonly id: string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * A pattern for each service in which Keepwatch has something: calls in whose parameters one of its names stands.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function trailPatterns(scope: TrailScope): readonly TrailPattern[] {
  const { stackName, secretNames, collectorRoles, functionRoles } = scope;
  // CloudFormation begins each name that it makes with the stack's. An ARN holds the name.
  const own = [{ wildcard: `*${stackName}-*` }];
  const ownBucket = [{ prefix: `${stackName.toLowerCase()}-` }];
  const ownStack = [stackName, { wildcard: `*:stack/${stackName}/*` }];
  const secrets = secretNames.map((name) => ({ wildcard: `*${name}*` }));
  const calls = (id: string, service: string, parameters: Fields): TrailPattern => ({
    id,
    source: `aws.${service}`,
    // Data events, where a trail records them, tell of each start of a function and of each message: of work, no change.
    detail: { managementEvent: [true], requestParameters: anyOf(parameters) },
  });
  const callsBut = (routine: Routine, { id, source, detail }: TrailPattern): TrailPattern => ({
    ...{ id, source },
    detail: { ...detail, ...unless(routine) },
  });
  return [
    callsBut(
      { calls: ['GetSecretValue'], roles: collectorRoles },
      calls('Secrets', 'secretsmanager', { secretId: secrets, secretIdList: secrets }),
    ),
    {
      id: 'Buckets',
      source: 'aws.s3',
      // Data events too: the read and the deletion of evidence. What the trail itself writes would start it again.
      detail: {
        requestParameters: { bucketName: ownBucket },
        // It looks every few minutes whether it may still write, when the stack has a trail of its own.
        userIdentity: { invokedBy: [{ 'anything-but': ['cloudtrail.amazonaws.com'] }, { exists: false }] },
        ...unless({ calls: ['GetObject', 'PutObject', 'ListObjects'], roles: functionRoles }),
      },
    },
    calls('Functions', 'lambda', { functionName: own }),
    calls('Alarms', 'monitoring', { alarmNames: own, alarmName: own }),
    calls('Schedules', 'scheduler', { name: own }),
    calls('Topics', 'sns', { topicArn: own, subscriptionArn: own }),
    calls('Rules', 'events', { name: own, rule: own }),
    calls('Roles', 'iam', { roleName: own }),
    // The start of the trail's function is such a call, and would start it again.
    callsBut({ calls: ['CreateLogStream'], roles: functionRoles }, calls('Logs', 'logs', { logGroupName: own })),
    calls('Queues', 'sqs', { queueUrl: own }),
    calls('Stacks', 'cloudformation', { stackName: ownStack }),
    {
      id: 'Trails',
      source: 'aws.cloudtrail',
      // Of whichever trail: without one, all of this is silent.
      detail: { eventName: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] },
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
