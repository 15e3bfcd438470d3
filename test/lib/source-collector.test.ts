import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { ofType, propertiesAt, type SynthesisedStack, synthesise } from './synthesised-stack';

const place = 'Source-jira';
const withSource = (source: object): SynthesisedStack =>
  synthesise({ keepwatch: { sources: [{ name: 'jira', ...source }] } });

describe('SourceCollector', () => {
  it('has exactly these permissions', () => {
    // Act
    const policy = propertiesAt(withSource({}), `${place}/Collector/Role/DefaultPolicy`);

    // Assess
    expect(policy.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `<${place}/Collector/Logs.Arn>`,
        },
        {
          Effect: 'Allow',
          Action: 'cloudwatch:PutMetricData',
          Resource: '*',
          Condition: { StringEquals: { 'cloudwatch:namespace': 'Keepwatch' } },
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `<${place}/DeadLetters/Queue.Arn>` },
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: ['<Archive/Bucket.Arn>/captures/jira/*', '<Lake/Bucket.Arn>/state/jira.json'],
        },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: ['<Archive/Bucket.Arn>', '<Lake/Bucket.Arn>'] },
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: `<${place}/Secret/Secret>` },
      ],
    });
  });

  it('has no other policy', () => {
    // Act
    const stack = withSource({});

    // Assess
    const role = propertiesAt(stack, `${place}/Collector/Role`);
    expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']);
    const policies = ofType(stack, 'AWS::IAM::Policy').filter(
      ([, { Properties }]) => JSON.stringify(Properties.Roles) === JSON.stringify([`<${place}/Collector/Role>`]),
    );
    expect(policies).toHaveLength(1);
  });

  it('configures its collector through the environment', () => {
    // Act
    const collector = propertiesAt(withSource({}), `${place}/Collector/Function`);

    // Assess
    expect(collector).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 300,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${place}/Collector/Logs>` },
    });
    expect(collector.Environment).toEqual({
      Variables: {
        ARCHIVE_BUCKET: '<Archive/Bucket>',
        LAKE_BUCKET: '<Lake/Bucket>',
        SOURCE_NAME: 'jira',
        SOURCE_KIND: 'atlassian',
        SECRET_ID: 'keepwatch/jira',
        LOOKBACK_DAYS: '180',
        METRIC_NAMESPACE: 'Keepwatch',
      },
    });
  });

  it('passes the look-back and the API base URL to the collector when they are configured', () => {
    // Act
    const stack = withSource({ lookbackDays: 7, apiBaseUrl: 'http://127.0.0.1:9000/admin' });

    // Assess
    expect(propertiesAt(stack, `${place}/Collector/Function`)).toMatchObject({
      Environment: { Variables: { LOOKBACK_DAYS: '7', API_BASE_URL: 'http://127.0.0.1:9000/admin' } },
    });
  });

  it.each([
    [1, 'rate(1 minute)', 60],
    [5, 'rate(5 minutes)', 300],
    [60, 'rate(1 hour)', 3600],
  ])('polls every %d minutes, without retries that could pile up', (intervalMinutes, rate, seconds) => {
    // Act
    const stack = withSource({ intervalMinutes });

    // Assess
    const deadLetters = `<${place}/DeadLetters/Queue.Arn>`;
    expect(propertiesAt(stack, `${place}/Schedule`)).toMatchObject({
      ScheduleExpression: rate,
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `<${place}/Collector/Function.Arn>`,
        DeadLetterConfig: { Arn: deadLetters },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: seconds },
      },
    });
    expect(propertiesAt(stack, `${place}/Collector/Function/EventInvokeConfig`)).toMatchObject({
      FunctionName: `<${place}/Collector/Function>`,
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: seconds,
      DestinationConfig: { OnFailure: { Destination: deadLetters } },
    });
  });

  it.each([
    [1, 60],
    [15, 900],
    [60, 900],
  ])('ends a run before the next one starts: every %d minutes, after %d seconds', (intervalMinutes, seconds) => {
    // Act
    const collector = propertiesAt(withSource({ intervalMinutes }), `${place}/Collector/Function`);

    // Assess
    expect(collector.Timeout).toBe(seconds);
  });

  it('keeps dead letters encrypted for a day', () => {
    // Act
    const queue = propertiesAt(withSource({}), `${place}/DeadLetters/Queue`);

    // Assess
    expect(queue).toEqual({ MessageRetentionPeriod: 86_400, SqsManagedSseEnabled: true });
  });

  it('keeps the log for the configured days, also after the stack is deleted', () => {
    // Act
    const stack = synthesise({ keepwatch: { sources: [{ name: 'jira' }], logRetentionDays: 30 } });

    // Assess
    expect(stack.resources[`${place}/Collector/Logs`]).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  it('gives each source its own secret, schedule, function and alarms', () => {
    // Prepare
    const perSource = {
      'AWS::SecretsManager::Secret': 1,
      'AWS::Scheduler::Schedule': 1,
      'AWS::Lambda::Function': 1,
      'AWS::IAM::Role': 2,
      'AWS::SQS::Queue': 1,
      'AWS::CloudWatch::Alarm': 7,
    };

    // Act
    const stack = synthesise({ keepwatch: { sources: [{ name: 'a-b' }, { name: 'a-bc' }] } });

    // Assess
    for (const [type, count] of Object.entries(perSource)) {
      const places = ofType(stack, type).map(([place]) => place);
      expect(places.filter((place) => place.startsWith('Source-a-b/'))).toHaveLength(count);
      expect(places.filter((place) => place.startsWith('Source-a-bc/'))).toHaveLength(count);
    }
  });
});
