import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ofType, type Resource, synthesise } from './synthesised-stack';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: unknown;
}

interface AlarmMetric {
  readonly MetricStat?: { readonly Period?: number };
}

const stack = synthesise({
  keepwatch: { sources: [{ name: 'jira' }, { name: 'confluence', intervalMinutes: 15, silenceMinutes: 120 }] },
  alertEmail: 'security@example.com',
});
const runbook = readFileSync(path.join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

const oneOrMore = (value: string | string[] | undefined): string[] => [value ?? []].flat();

/** Every statement of every policy: of roles, buckets, queues and topics. */
const statements: [place: string, statement: Statement][] = Object.entries(stack.resources).flatMap(
  ([place, { Properties }]) => {
    const document: { Statement?: Statement[] } = { ...(Properties.PolicyDocument ?? {}) };
    return (document.Statement ?? []).map((statement): [string, Statement] => [place, statement]);
  },
);

/** The anchors of the sections below a heading of the second level. */
function anchorsBelow(heading: string): string[] {
  const section = runbook.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^### (.+)$/gm)].map(([, title]) => `${title}`.toLowerCase().replaceAll(' ', '-'));
}

describe('every bucket', () => {
  const buckets = ofType(stack, 'AWS::S3::Bucket');

  it('is the archive or the lake', () => {
    expect(buckets.map(([place]) => place)).toEqual(['Archive/Bucket', 'Lake/Bucket']);
  });

  it.each(buckets)('%s blocks public access, since audit logs name people', (_, bucket) => {
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  it.each(buckets)('%s denies plain HTTP', (place) => {
    const denied = statements.filter(([at]) => at === `${place}/Policy`).map(([, statement]) => statement);
    expect(denied).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Resource: [`<${place}.Arn>`, `<${place}.Arn>/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });
});

describe('every function', () => {
  const functions = ofType(stack, 'AWS::Lambda::Function');

  it('is ours: no construct brought a custom resource with it', () => {
    expect(functions.map(([place]) => place)).toEqual([
      'Source-jira/Collector/Function',
      'Source-confluence/Collector/Function',
      'Processor/Function/Function',
    ]);
    const custom = Object.values(stack.resources).filter(({ Type }) => /^Custom::|CustomResource$/.test(Type));
    expect(custom).toEqual([]);
  });

  it.each(functions)('%s runs Node 24 on arm64', (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  it.each(functions)('%s gives its failures to a queue, with explicit retries', (place) => {
    const configurations = ofType(stack, 'AWS::Lambda::EventInvokeConfig').filter(
      ([, { Properties }]) => Properties.FunctionName === `<${place}>`,
    );
    expect(configurations.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        DestinationConfig: { OnFailure: { Destination: expect.stringMatching(/\/DeadLetters\/Queue\.Arn>$/) } },
        MaximumRetryAttempts: expect.any(Number),
        MaximumEventAgeInSeconds: expect.any(Number),
      }),
    ]);
  });

  it.each(functions)('%s logs into a group that forgets', (_, { Properties }) => {
    const groups = ofType(stack, 'AWS::Logs::LogGroup').filter(
      ([place]) =>
        JSON.stringify(Properties.LoggingConfig) === JSON.stringify({ LogFormat: 'JSON', LogGroup: `<${place}>` }),
    );
    expect(groups.map(([, group]) => group.Properties.RetentionInDays)).toEqual([365]);
  });
});

describe('every alarm', () => {
  const alarms = ofType(stack, 'AWS::CloudWatch::Alarm');

  it.each(alarms)('%s tells the topic when it fires and when it is over', (_, { Properties }) => {
    expect(Properties.AlarmActions).toEqual(['<Alerts/Topic>']);
    expect(Properties.OKActions).toEqual(['<Alerts/Topic>']);
  });

  it.each(alarms)('%s says what missing data means', (_, { Properties }) => {
    expect(Properties.TreatMissingData).toMatch(/^(breaching|notBreaching|ignore)$/);
  });

  it.each(alarms)('%s has an explicit period and no unit on every metric', (_, { Properties }) => {
    expect(periodsOf(Properties)).not.toEqual([]);
    for (const period of periodsOf(Properties)) expect(period).toEqual(expect.any(Number));
    expect(JSON.stringify(Properties)).not.toContain('"Unit"');
  });

  it.each(alarms)('%s looks back no further than CloudWatch can', (_, { Properties }) => {
    const period = Math.max(...periodsOf(Properties).map(Number));
    const days = (period * Number(Properties.EvaluationPeriods)) / 86_400;
    expect(days).toBeLessThanOrEqual(period >= 3600 ? 7 : 1);
  });

  it('ends its description with a section of the runbook, and every section there has an alarm', () => {
    const anchors = alarms.map(
      ([, { Properties }]) => / Runbook: docs\/runbook\.md#(\S+)$/.exec(`${Properties.AlarmDescription}`)?.[1],
    );
    expect([...new Set(anchors)].sort()).toEqual(anchorsBelow('Alarms').sort());
  });

  it('has a name of its own', () => {
    const names = alarms.map(([, { Properties }]) => Properties.AlarmName);
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(names.length);
  });

  function periodsOf(properties: Resource['Properties']): unknown[] {
    if (!Array.isArray(properties.Metrics)) return [properties.Period];
    const metrics: AlarmMetric[] = properties.Metrics;
    return metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period]));
  }
});

describe('every permission', () => {
  const allowed = statements.filter(([, { Effect }]) => Effect === 'Allow');

  it('names its resources, save for publishing metrics into our own namespace', () => {
    const unlimited = allowed.filter(([, statement]) => oneOrMore(statement.Resource).includes('*'));
    expect(unlimited).toHaveLength(3);
    for (const [, statement] of unlimited) {
      expect(statement).toEqual({
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Keepwatch' } },
      });
    }
  });

  it('names its actions', () => {
    for (const [, { Action }] of allowed) expect(oneOrMore(Action).join()).not.toContain('*');
  });

  it('leaves the archive to reading and appending: nothing deletes there, or lifts a lock', () => {
    const actions = allowed
      .filter(([, { Resource }]) => oneOrMore(Resource).some((resource) => resource.includes('<Archive/Bucket')))
      .flatMap(([, { Action }]) => oneOrMore(Action));
    expect([...new Set(actions)].sort()).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
  });

  it('lets each source read its own secret and append under its own prefix alone', () => {
    for (const source of ['jira', 'confluence']) {
      const other = source === 'jira' ? 'confluence' : 'jira';
      const own = allowed.filter(([place]) => place.startsWith(`Source-${source}/Collector/Role`));
      expect(JSON.stringify(own)).toContain(`<Source-${source}/Secret/Secret>`);
      expect(JSON.stringify(own)).not.toContain(other);
    }
  });

  it('reads secrets nowhere but in collectors: what parses foreign input has no credential', () => {
    const readers = allowed.filter(([, { Action }]) =>
      oneOrMore(Action).some((action) => action.startsWith('secretsmanager:')),
    );
    expect(readers.map(([place]) => place)).toEqual([
      'Source-jira/Collector/Role/DefaultPolicy',
      'Source-confluence/Collector/Role/DefaultPolicy',
    ]);
  });

  it('comes from no managed policy', () => {
    for (const [, role] of ofType(stack, 'AWS::IAM::Role'))
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('every secret', () => {
  it.each(ofType(stack, 'AWS::SecretsManager::Secret'))('%s is kept, and holds the fixed placeholder', (_, secret) => {
    expect(secret).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { SecretString: '{"orgId":"REPLACE_ME","apiKey":"REPLACE_ME"}' },
    });
    // Either of these would write the secret again at some deployment.
    expect(secret.Properties).not.toHaveProperty('GenerateSecretString');
  });
});

describe('every log group', () => {
  it.each(ofType(stack, 'AWS::Logs::LogGroup'))('%s has a retention', (_, { Properties }) => {
    expect(Properties.RetentionInDays).toEqual(expect.any(Number));
  });
});

describe('every queue', () => {
  it.each(ofType(stack, 'AWS::SQS::Queue'))('%s is encrypted and denies plain HTTP', (place, { Properties }) => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    const denied = statements.filter(([at]) => at === `${place}/Policy`).map(([, statement]) => statement);
    expect(denied).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});
