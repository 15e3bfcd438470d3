import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { processorSettings } from '../../lambda/process/processor-settings';
import { ofType, propertiesAt, synthesise } from './synthesised-stack';

const place = 'Processor';

describe('Processor', () => {
  it('has exactly these permissions: it reads no secret', () => {
    // Act
    const policy = propertiesAt(synthesise(), `${place}/Function/Role/DefaultPolicy`);

    // Assess
    expect(policy.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `<${place}/Function/Logs.Arn>`,
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
          Action: 's3:GetObject',
          Resource: [
            '<Archive/Bucket.Arn>/captures/*',
            '<Lake/Bucket.Arn>/alerts/*',
            '<Lake/Bucket.Arn>/events/alerts/*',
            '<Lake/Bucket.Arn>/receipts/*',
            '<Lake/Bucket.Arn>/state/watch/*',
          ],
        },
        {
          Effect: 'Allow',
          Action: 's3:PutObject',
          Resource: [
            '<Lake/Bucket.Arn>/alerts/*',
            '<Lake/Bucket.Arn>/events/*',
            '<Lake/Bucket.Arn>/receipts/*',
            '<Lake/Bucket.Arn>/state/watch/*',
          ],
        },
        { Effect: 'Allow', Action: 'sns:Publish', Resource: '<Alerts/Topic>' },
        { Effect: 'Allow', Action: 's3:DeleteObject', Resource: '<Lake/Bucket.Arn>/events/*' },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: ['<Archive/Bucket.Arn>', '<Lake/Bucket.Arn>'] },
      ],
    });
  });

  it('has no other policy', () => {
    // Act
    const stack = synthesise();

    // Assess
    expect(Object.keys(propertiesAt(stack, `${place}/Function/Role`))).toEqual(['AssumeRolePolicyDocument']);
    const policies = ofType(stack, 'AWS::IAM::Policy').filter(
      ([, { Properties }]) => JSON.stringify(Properties.Roles) === JSON.stringify([`<${place}/Function/Role>`]),
    );
    expect(policies).toHaveLength(1);
  });

  it('is one function for all sources', () => {
    // Act
    const stack = synthesise({ keepwatch: { sources: [{ name: 'a' }, { name: 'b' }] } });

    // Assess
    const functions = ofType(stack, 'AWS::Lambda::Function').filter(([at]) => at.startsWith(place));
    expect(functions.map(([at]) => at)).toEqual([`${place}/Function/Function`]);
    expect(propertiesAt(stack, `${place}/Function/Function`)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 300,
      Environment: {
        Variables: {
          ARCHIVE_BUCKET: '<Archive/Bucket>',
          LAKE_BUCKET: '<Lake/Bucket>',
          METRIC_NAMESPACE: 'Keepwatch',
          ALERT_TOPIC: '<Alerts/Topic>',
          DETECTIONS: '{"packs":{},"overrides":{},"notifyDays":7}',
        },
      },
    });
  });

  it('receives the configured detections in its environment', () => {
    // Prepare
    const detections = {
      packs: { standard: false },
      overrides: {
        'Atlassian.Org.AdminAdded': {
          enabled: true,
          severity: 'CRITICAL',
          threshold: 2,
          dedupPeriodMinutes: 1440,
          excludedActors: ['terraform@example.com', '"$&\\ä'],
        },
        'Atlassian.Org.AdminRemoved': { enabled: false },
      },
      notifyDays: 30,
    };

    // Act
    const { Environment } = propertiesAt(synthesise({ keepwatch: { detections } }), `${place}/Function/Function`);
    const { Variables }: { Variables: Record<string, string> } = JSON.parse(JSON.stringify(Environment));

    // Assess
    expect(JSON.parse(Variables.DETECTIONS ?? '')).toEqual(detections);
    expect(processorSettings(Variables)).toMatchObject({ ALERT_TOPIC: '<Alerts/Topic>', DETECTIONS: detections });
  });

  it('starts for every new capture and nothing else', () => {
    // Act
    const rule = propertiesAt(synthesise(), `${place}/NewCaptures`);

    // Assess
    expect(rule.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['<Archive/Bucket>'] }, object: { key: [{ prefix: 'captures/' }] } },
    });
  });

  it('loses no capture: after their retries, rule and function write a dead letter', () => {
    // Act
    const stack = synthesise();

    // Assess
    const deadLetters = `<${place}/DeadLetters/Queue.Arn>`;
    expect(propertiesAt(stack, `${place}/NewCaptures`).Targets).toEqual([
      {
        Id: 'Target0',
        Arn: `<${place}/Function/Function.Arn>`,
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 21_600 },
        DeadLetterConfig: { Arn: deadLetters },
      },
    ]);
    expect(propertiesAt(stack, `${place}/Function/Function/EventInvokeConfig`)).toMatchObject({
      FunctionName: `<${place}/Function/Function>`,
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: deadLetters } },
    });
    expect(propertiesAt(stack, `${place}/DeadLetters/Queue`)).toEqual({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });

  it('allows the rule to write dead letters, over TLS only', () => {
    // Act
    const policy = propertiesAt(synthesise(), `${place}/DeadLetters/Queue/Policy`);

    // Assess
    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': `<${place}/NewCaptures.Arn>` } },
        },
      ],
    });
  });
});
