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
  });
  return patterns
    .filter((pattern) => pattern.source === `aws.${service}` && fits(pattern.detail, detail))
    .map(({ id }) => id);
}
const collector = {
  ...CALLERS.function,
  sessionContext: { sessionIssuer: { type: 'Role', userName: ROLE } },
};

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
    ['cloudtrail', 'StopLogging', { name: 'any' }, 'Trails'],
  ])('takes %s %s of %j', (service, eventName, parameters, id) => {
    expect(takenBy(service, eventName, parameters)).toEqual([id]);
  });

  it.each<[string, string, object | null]>([
    ['secretsmanager', 'GetSecretValue', { secretId: 'payroll' }],
    ['s3', 'PutBucketLifecycle', { bucketName: 'other' }],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'Keepwatching' }],
    ['cloudformation', 'UpdateStack', { stackName: 'Keepwatch2' }],
    ['cloudtrail', 'LookupEvents', null],
    ['monitoring', 'DescribeAlarms', null],
  ])('leaves %s %s of %j to others', (service, eventName, parameters) => {
    expect(takenBy(service, eventName, parameters)).toEqual([]);
  });

  it.each(Object.entries(CALLERS))('takes the read of a credential by %s', (_name, caller) => {
    expect(takenBy('secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, caller)).toEqual([
      'Secrets',
    ]);
  });

  it('leaves out what a collector reads at every poll', () => {
    expect(takenBy('secretsmanager', 'GetSecretValue', { secretId: 'keepwatch/atlassian-main' }, collector)).toEqual(
      [],
    );
  });

  it('is off unless it is asked for', () => {
    const places = Object.keys(synthesise().resources).filter((place) => place.startsWith('Trail/'));
    expect(places).toEqual([]);
  });

  describe('in the stack', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: true } });
    const rules = ofType(stack, 'AWS::Events::Rule').filter(([place]) => place.startsWith('Trail/'));

    it('has a rule for each pattern, which is told of reads too, and of which nothing is lost', () => {
      expect(rules.map(([place]) => place).sort()).toEqual(patterns.map(({ id }) => `Trail/CallsAbout${id}`).sort());
      for (const [, { Properties }] of rules) {
        expect(Properties).toMatchObject({
          State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
          EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
          Targets: [
            {
              Arn: '<Trail/Function/Function.Arn>',
              DeadLetterConfig: { Arn: '<Trail/DeadLetters/Queue.Arn>' },
              RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
            },
          ],
        });
        // EventBridge takes no longer pattern; references are longer here than they will be.
        expect(JSON.stringify(Properties.EventPattern).length).toBeLessThan(2_048);
      }
    });

    it('knows whose reads are no news', () => {
      expect(propertiesAt(stack, 'Trail/CallsAboutSecrets').EventPattern).toMatchObject({
        detail: {
          requestParameters: { secretId: [{ wildcard: '*keepwatch/atlassian-main*' }] },
          userIdentity: {
            sessionContext: {
              sessionIssuer: {
                userName: [{ 'anything-but': ['<Source-atlassian-main/Collector/Role>'] }, { exists: false }],
              },
            },
          },
        },
      });
    });

    it('may write its own captures and its own state, and nothing else', () => {
      const [[, policy] = []] = ofType(stack, 'AWS::IAM::Policy').filter(([place]) => place.startsWith('Trail/'));
      const text = JSON.stringify(policy?.Properties.PolicyDocument);
      expect(text).toContain('captures/deployment/*');
      expect(text).toContain('state/deployment.json');
      expect(text).not.toMatch(/secretsmanager|Delete|s3:\*|Retention/);
    });

    it('knows the version that it is', () => {
      expect(propertiesAt(stack, 'Trail/Function/Function').Environment).toMatchObject({
        Variables: { KEEPWATCH_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      });
    });
  });
});
