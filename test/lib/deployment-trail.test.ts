import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { trailPatterns } from '../../lib/trail-patterns';
import { CALLERS, cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';
import { fits } from './event-pattern';
import { ofType, propertiesAt, synthesise } from './synthesised-stack';

const ROLE = 'Keepwatch-SourceCollectorRole-1';
const patterns = trailPatterns({
  stackName: 'Keepwatch',
  secretNames: ['keepwatch/atlassian-main', 'security/emea'],
  collectorRoles: [ROLE],
  functionRoles: [ROLE, 'Keepwatch-TrailRole-1'],
  archiveBucket: 'keepwatch-archivebucket1',
  eventSourceMapping: 'mapping-1',
});
/** Names of the patterns that take a call. */
function takenBy(
  service: string,
  eventName: string,
  requestParameters: object | null,
  userIdentity: object = CALLERS.user,
) {
  const detail = cloudTrailEvent({
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
    userIdentity,
    managementEvent: !/^(Get|Head|Put|Delete)Object/.test(eventName),
  });
  return patterns
    .filter((pattern) => pattern.source === `aws.${service}` && fits(pattern.detail, detail))
    .map(({ id }) => id);
}
const byRole = (userName: string) => ({
  ...CALLERS.function,
  sessionContext: { sessionIssuer: { type: 'Role', userName } },
});

describe('the deployment trail', () => {
  it.each<[string, string, object, string]>([
    ['secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, 'Secrets'],
    [
      'secretsmanager',
      'PutSecretValue',
      { secretId: 'arn:aws:secretsmanager:x:1:secret:security/emea-AbCdEf' },
      'Secrets',
    ],
    ['s3', 'PutBucketLifecycle', { bucketName: 'keepwatch-archivebucket1' }, 'Buckets'],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'Keepwatch-Collector1' }, 'Functions'],
    [
      'lambda',
      'UpdateFunctionCode20150331v2',
      { functionName: 'arn:aws:lambda:x:1:function:Keepwatch-C1' },
      'Functions',
    ],
    ['monitoring', 'DeleteAlarms', { alarmNames: ['Other', 'Keepwatch-atlassian-main-Silence'] }, 'Alarms'],
    ['monitoring', 'PutMetricAlarm', { alarmName: 'Keepwatch-Processor-Failing' }, 'Alarms'],
    ['scheduler', 'DeleteSchedule', { name: 'Keepwatch-SourceSchedule1' }, 'Schedules'],
    ['sns', 'Unsubscribe', { subscriptionArn: 'arn:aws:sns:x:1:Keepwatch-AlertsTopic1:6b0e' }, 'Topics'],
    ['sns', 'Subscribe', { topicArn: 'arn:aws:sns:x:1:Keepwatch-AlertsTopic1' }, 'Topics'],
    ['events', 'DisableRule', { name: 'Keepwatch-ProcessorNewCaptures1' }, 'Rules'],
    ['events', 'RemoveTargets', { rule: 'Keepwatch-ProcessorNewCaptures1' }, 'Rules'],
    ['iam', 'PutRolePolicy', { roleName: 'Keepwatch-ProcessorRole1' }, 'Roles'],
    ['logs', 'DeleteLogGroup', { logGroupName: 'Keepwatch-ProcessorLogs1' }, 'Logs'],
    ['sqs', 'PurgeQueue', { queueUrl: 'https://sqs.x.amazonaws.com/1/Keepwatch-DeadLetters1' }, 'Queues'],
    ['cloudformation', 'UpdateStack', { stackName: 'Keepwatch' }, 'Stacks'],
    ['cloudformation', 'DeleteStack', { stackName: 'arn:aws:cloudformation:x:1:stack/Keepwatch/1f' }, 'Stacks'],
    ['s3', 'DeleteObject', { bucketName: 'keepwatch-archivebucket1' }, 'Evidence'],
    ['s3', 'PutObjectRetention', { bucketName: 'keepwatch-archivebucket1' }, 'Evidence'],
    ['lambda', 'UpdateEventSourceMapping20150331', { uUID: 'mapping-1' }, 'Functions'],
    ['monitoring', 'PutAlarmMuteRule', { muteTargets: { alarmNames: ['Keepwatch-jira-Silence'] } }, 'Alarms'],
    ['cloudtrail', 'StopLogging', { name: 'any' }, 'Trails'],
    ['cloudtrail', 'StartLogging', { name: 'any' }, 'Trails'],
  ])('selects %s %s with %j', (service, eventName, parameters, id) => {
    expect(takenBy(service, eventName, parameters)).toEqual([id]);
  });

  it.each<[string, string, object | null]>([
    ['secretsmanager', 'GetSecretValue', { secretId: 'payroll' }],
    ['s3', 'PutBucketLifecycle', { bucketName: 'other' }],
    ['s3', 'DeleteObject', { bucketName: 'keepwatch-lakebucket1' }],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'Keepwatching' }],
    ['lambda', 'UpdateEventSourceMapping20150331', { uUID: 'mapping-2' }],
    ['cloudformation', 'UpdateStack', { stackName: 'Keepwatch2' }],
    ['cloudtrail', 'LookupEvents', null],
    ['monitoring', 'DescribeAlarms', null],
  ])('ignores %s %s with %j', (service, eventName, parameters) => {
    expect(takenBy(service, eventName, parameters)).toEqual([]);
  });

  it.each(Object.entries(CALLERS))('selects the read of a credential by %s', (_name, caller) => {
    expect(takenBy('secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, caller)).toEqual([
      'Secrets',
    ]);
  });

  it.each<[string, string, object, object]>([
    ['secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, byRole(ROLE)],
    ['s3', 'PutObject', { bucketName: 'keepwatch-archivebucket1' }, byRole('Keepwatch-TrailRole-1')],
    ['s3', 'GetObject', { bucketName: 'keepwatch-archivebucket1' }, byRole(ROLE)],
    ['s3', 'HeadObject', { bucketName: 'keepwatch-archivebucket1' }, byRole('Keepwatch-TrailRole-1')],
    ['s3', 'GetBucketAcl', { bucketName: 'keepwatch-cloudtrail1' }, { invokedBy: 'cloudtrail.amazonaws.com' }],
    ['logs', 'CreateLogStream', { logGroupName: 'Keepwatch-TrailLogs1' }, byRole('Keepwatch-TrailRole-1')],
  ])('ignores routine calls of the stack itself, which would trigger the trail again: %s %s', (...call) => {
    expect(takenBy(...call)).toEqual([]);
  });

  it.each<[string, string, object, object]>([
    ['secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, byRole('Keepwatch-TrailRole-1')],
    ['secretsmanager', 'PutSecretValue', { secretId: 'keepwatch/atlassian-main' }, byRole(ROLE)],
    ['s3', 'DeleteObject', { bucketName: 'keepwatch-archivebucket1' }, byRole(ROLE)],
    ['s3', 'GetObject', { bucketName: 'keepwatch-archivebucket1' }, CALLERS.root],
    ['s3', 'PutObject', { bucketName: 'keepwatch-archivebucket1' }, CALLERS.user],
    ['logs', 'DeleteLogStream', { logGroupName: 'Keepwatch-TrailLogs1' }, byRole(ROLE)],
  ])('selects calls that are not routine for their caller: %s %s', (...call) => {
    expect(takenBy(...call)).toHaveLength(1);
  });

  it('ignores data events of functions and queues: its own start is one', () => {
    const started = cloudTrailEvent({
      eventSource: 'lambda.amazonaws.com',
      eventName: 'Invoke',
      managementEvent: false,
      requestParameters: { functionName: 'Keepwatch-TrailFunction1' },
      userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
    });
    expect(patterns.filter((pattern) => fits(pattern.detail, started))).toEqual([]);
  });

  it('is off by default', () => {
    const places = Object.keys(synthesise().resources).filter((place) => place.startsWith('Trail/'));
    expect(places).toEqual([]);
  });

  describe('in the stack', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });
    const rules = ofType(stack, 'AWS::Events::Rule').filter(([place]) => place.startsWith('Trail/'));

    it('has a rule for each pattern, which includes reads and loses no event', () => {
      expect(rules.map(([place]) => place).sort()).toEqual(patterns.map(({ id }) => `Trail/CallsAbout${id}`).sort());
      for (const [, { Properties }] of rules) {
        expect(Properties).toMatchObject({
          State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
          EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
          Targets: [
            {
              Arn: '<Trail/Events/Queue.Arn>',
              DeadLetterConfig: { Arn: '<Trail/DeadLetters/Queue.Arn>' },
              RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
            },
          ],
        });
        // EventBridge takes no longer pattern; references are longer here than they will be.
        expect(JSON.stringify(Properties.EventPattern).length).toBeLessThan(2_048);
      }
    });

    it('knows the roles whose reads are routine', () => {
      const pattern = (id: string) => JSON.stringify(propertiesAt(stack, `Trail/CallsAbout${id}`).EventPattern);
      const [collector, processor, trail] = ['Source-atlassian-main/Collector', 'Processor/Function', 'Trail/Function'];
      expect(pattern('Secrets')).toContain(`"anything-but":["<${collector}/Role>"]`);
      expect(pattern('Secrets')).toContain('"wildcard":"*keepwatch/atlassian-main*"');
      expect(pattern('Evidence')).toContain(
        `"anything-but":["<${collector}/Role>","<${processor}/Role>","<${trail}/Role>"]`,
      );
      expect(pattern('Evidence')).toContain('"bucketName":["<Archive/Bucket>"]');
      expect(pattern('Functions')).toContain('"uUID":["<Trail/Events/Batches>"]');
    });

    it('lets CloudFormation record creation and deletion while its rules exist, within minutes', () => {
      const switching = stack.resources['Trail/Switch/Default'];
      expect(switching).toMatchObject({
        Type: 'Custom::KeepwatchDeploymentTrail',
        Properties: { ServiceToken: '<Trail/Function/Function.Arn>', ServiceTimeout: '300' },
      });
      // And while somebody hears of the capture that says so.
      const heard = [...rules.map(([place]) => place), 'Processor/NewCaptures'];
      expect(switching?.DependsOn).toEqual(expect.arrayContaining(heard.map((place) => `<${place}>`)));
    });

    it('consumes a queue in batches, with retries for hours and an alarm when nothing consumes it', () => {
      expect(propertiesAt(stack, 'Trail/Events/Queue')).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        RedrivePolicy: { deadLetterTargetArn: '<Trail/DeadLetters/Queue.Arn>', maxReceiveCount: 12 },
        VisibilityTimeout: 1800,
      });
      expect(propertiesAt(stack, 'Trail/Events/Batches')).toMatchObject({
        BatchSize: 1000,
        EventSourceArn: '<Trail/Events/Queue.Arn>',
        FunctionName: '<Trail/Function/Function>',
        MaximumBatchingWindowInSeconds: 30,
        ScalingConfig: { MaximumConcurrency: 2 },
      });
      expect(propertiesAt(stack, 'Trail/Events/Waiting/Alarm')).toMatchObject({
        AlarmName: 'Keepwatch-Trail-Waiting',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Statistic: 'Maximum',
        Threshold: 3600,
        TreatMissingData: 'notBreaching',
      });
    });

    it('has patterns within the limit of EventBridge for the maximum number of sources', () => {
      const sources = Array.from({ length: 12 }, (_, i) => ({
        name: `s${String(i).padStart(2, '0')}`.padEnd(40, 'x'),
      }));
      const names = sources.map(({ name }) => `keepwatch/${name}`);
      const roles = Array.from({ length: 14 }, (_, i) => `Keepwatch-${String(i).padStart(2, '0')}`.padEnd(64, 'x'));
      const scope = {
        stackName: 'Keepwatch',
        secretNames: names,
        collectorRoles: roles.slice(0, 12),
        functionRoles: roles,
      };
      const longest = trailPatterns({
        ...scope,
        archiveBucket: 'a'.repeat(63),
        eventSourceMapping: 'm'.repeat(36),
      }).map(({ source, detail }) =>
        JSON.stringify({ source: [source], 'detail-type': ['AWS API Call via CloudTrail'], detail }),
      );
      expect(Math.max(...longest.map(({ length }) => length))).toBeLessThan(2048);
    });

    it('may write only its own captures and its own state', () => {
      const [[, policy] = []] = ofType(stack, 'AWS::IAM::Policy').filter(([place]) => place.startsWith('Trail/'));
      const text = JSON.stringify(policy?.Properties.PolicyDocument);
      expect(text).toContain('captures/deployment/*');
      expect(text).toContain('state/deployment.json');
      expect(text).not.toMatch(/secretsmanager|s3:Delete|s3:\*|Retention/);
    });

    it('passes the version of Keepwatch to the function', () => {
      expect(propertiesAt(stack, 'Trail/Function/Function').Environment).toMatchObject({
        Variables: { KEEPWATCH_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      });
    });
  });

  describe('with createCloudTrail', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true, createCloudTrail: true } } });
    const [[, trail] = []] = ofType(stack, 'AWS::CloudTrail::Trail');

    it('logs all management events of the region, and access to the archive by others', () => {
      expect(trail?.Properties).toMatchObject({ IsLogging: true, IsMultiRegionTrail: false });
      expect(trail?.Properties).not.toHaveProperty('EventSelectors');
      const selectors = JSON.stringify(trail?.Properties.AdvancedEventSelectors);
      expect(selectors).toContain('{"Equals":["Management"],"Field":"eventCategory"}');
      expect(selectors).toContain('{"Field":"resources.ARN","StartsWith":["<Archive/Bucket.Arn>/captures/"]}');
      for (const place of ['Source-atlassian-main/Collector', 'Processor/Function', 'Trail/Function']) {
        expect(selectors).toContain(`assumed-role/<${place}/Role>/`);
      }
    });

    it('creates the trail after its bucket policy', () => {
      expect(trail?.DependsOn).toContain('<CloudTrail/Bucket/Policy>');
    });
  });

  it('creates no CloudTrail trail by default', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });
    expect(ofType(stack, 'AWS::CloudTrail::Trail')).toEqual([]);
  });
});
