import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ofType, type Resource, synthesise } from './synthesised-stack';

interface AlarmMetric {
  readonly MetricStat?: { readonly Period?: number };
}

const stack = synthesise({
  keepwatch: {
    sources: [{ name: 'jira' }, { name: 'confluence', intervalMinutes: 15, silenceMinutes: 120 }],
    deploymentTrail: { enabled: true, createCloudTrail: true },
  },
});
const runbook = readFileSync(path.join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

/** The anchors of the sections below a heading of the second level. */
function anchorsBelow(heading: string): string[] {
  const section = runbook.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^### (.+)$/gm)].map(([, title]) => `${title}`.toLowerCase().replaceAll(' ', '-'));
}

describe('every bucket', () => {
  const buckets = ofType(stack, 'AWS::S3::Bucket');

  it('is the archive, the lake, or what CloudTrail writes to', () => {
    expect(buckets.map(([place]) => place).sort()).toEqual(['Archive/Bucket', 'CloudTrail/Bucket', 'Lake/Bucket']);
  });

  it.each(buckets)('%s blocks public access, since audit logs name people', (_, bucket) => {
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });
});

describe('every function', () => {
  const functions = ofType(stack, 'AWS::Lambda::Function');

  it('is ours: no construct brought a custom resource with it', () => {
    expect(functions.map(([place]) => place)).toEqual([
      'Source-jira/Collector/Function',
      'Source-confluence/Collector/Function',
      'Processor/Function/Function',
      'Trail/Function/Function',
    ]);
    const custom = Object.entries(stack.resources).filter(([, { Type }]) => /^Custom::|CustomResource$/.test(Type));
    expect(custom.map(([place]) => place)).toEqual(['Trail/Switch/Default']);
  });

  it.each(functions)('%s runs its handler with Node 24 on arm64', (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
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

  it.each(alarms)('%s notifies the topic when it fires', (_, { Properties }) => {
    expect(Properties.AlarmActions).toEqual(['<Alerts/Topic>']);
  });

  // An OK action also runs for the first data of a new alarm: test/alarms counts the emails.
  it.each(alarms)('%s has no OK action, and a rule that reports its end', (place, { Properties }) => {
    const rules = ofType(stack, 'AWS::Events::Rule').filter(([, rule]) =>
      JSON.stringify(rule.Properties.EventPattern).includes(`"<${place}>"`),
    );
    expect(Properties).not.toHaveProperty('OKActions');
    expect(rules.map(([, rule]) => rule.Properties.Targets)).toEqual([
      [expect.objectContaining({ Arn: '<Alerts/Topic>', RoleArn: '<AlarmEndings/Role.Arn>' })],
    ]);
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
    expect(names).toHaveLength(17);
    expect(new Set(names).size).toBe(names.length);
  });

  function periodsOf(properties: Resource['Properties']): unknown[] {
    if (!Array.isArray(properties.Metrics)) return [properties.Period];
    const metrics: AlarmMetric[] = properties.Metrics;
    return metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period]));
  }
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
  it.each(ofType(stack, 'AWS::Logs::LogGroup'))('%s has a retention and outlives the stack', (_, group) => {
    expect(group.Properties.RetentionInDays).toEqual(expect.any(Number));
    expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });
});

describe('every queue', () => {
  it.each(ofType(stack, 'AWS::SQS::Queue'))('%s is encrypted', (_, { Properties }) => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
  });
});
