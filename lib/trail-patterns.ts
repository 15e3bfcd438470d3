/** Whose management events a deployment trail takes: the names that its stack gives its own things. */
export interface TrailScope {
  readonly stackName: string;
  /** Names of the secrets with the credentials of sources. */
  readonly secretNames: readonly string[];
  /** Names of the roles that read them all the time. */
  readonly collectorRoles: readonly string[];
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
export function trailPatterns({ stackName, secretNames, collectorRoles }: TrailScope): readonly TrailPattern[] {
  // CloudFormation begins each name that it makes with the stack's. An ARN holds the name.
  const own = [{ wildcard: `*${stackName}-*` }];
  const ownBucket = [{ prefix: `${stackName.toLowerCase()}-` }];
  const ownStack = [stackName, { wildcard: `*:stack/${stackName}/*` }];
  const secrets = secretNames.map((name) => ({ wildcard: `*${name}*` }));
  const calls = (id: string, source: string, fields: Readonly<Record<string, unknown>>): TrailPattern => ({
    id,
    source,
    detail: { requestParameters: anyOf(fields) },
  });
  return [
    {
      id: 'Secrets',
      source: 'aws.secretsmanager',
      detail: {
        requestParameters: { secretId: secrets },
        // A collector reads its own at every poll. Whoever is no role has no such field.
        userIdentity: {
          sessionContext: {
            sessionIssuer: { userName: [{ 'anything-but': collectorRoles }, { exists: false }] },
          },
        },
      },
    },
    calls('Buckets', 'aws.s3', { bucketName: ownBucket }),
    calls('Functions', 'aws.lambda', { functionName: own }),
    calls('Alarms', 'aws.monitoring', { alarmNames: own, alarmName: own }),
    calls('Schedules', 'aws.scheduler', { name: own }),
    calls('Topics', 'aws.sns', { topicArn: own, subscriptionArn: own }),
    calls('Rules', 'aws.events', { name: own, rule: own }),
    calls('Roles', 'aws.iam', { roleName: own }),
    calls('Logs', 'aws.logs', { logGroupName: own }),
    calls('Queues', 'aws.sqs', { queueUrl: own }),
    calls('Stacks', 'aws.cloudformation', { stackName: ownStack }),
    {
      id: 'Trails',
      source: 'aws.cloudtrail',
      // Of whichever trail: without one, all of this is silent.
      detail: { eventName: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] },
    },
  ];
}

function anyOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const alternatives = Object.entries(fields).map(([name, values]) => ({ [name]: values }));
  return alternatives.length === 1 ? (alternatives[0] ?? {}) : { $or: alternatives };
}
