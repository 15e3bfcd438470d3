import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import type { Finding } from '../../../../cli/doctor/finding';
import { checkAlarms } from '../../../../cli/doctor/stack/check-alarms';
import { checkCloudTrail } from '../../../../cli/doctor/stack/check-cloudtrail';
import { checkQueues } from '../../../../cli/doctor/stack/check-queues';
import { checkSchedule } from '../../../../cli/doctor/stack/check-schedule';
import { checkSubscriptions } from '../../../../cli/doctor/stack/check-subscriptions';
import { RESTORE } from '../../../../cli/doctor/stack/restore';
import type { DeployedStack } from '../../../../cli/place/stack/deployed-stack';

const resource = (type: string, logicalId: string, physicalId: string) => ({ type, logicalId, physicalId });
const stack: DeployedStack = {
  name: 'Keepwatch',
  status: 'UPDATE_COMPLETE',
  since: '2026-11-25T12:00:00.000Z',
  outputs: new Map([['ArchiveBucketName', 'keepwatch-archive']]),
  resources: [
    resource('Custom::KeepwatchDeploymentTrail', 'TrailSwitch9', 'TrailSwitch9'),
    resource('AWS::CloudWatch::Alarm', 'SourceatlassianmainAlarmsSilenceAlarm1', 'Keepwatch-atlassian-main-Silence'),
    resource('AWS::SQS::Queue', 'ProcessorDeadLettersQueue3', 'https://sqs/processor'),
    resource('AWS::SQS::Queue', 'SourceatlassianmainDeadLettersQueue4', 'https://sqs/source'),
    resource('AWS::SQS::Queue', 'TrailDeadLettersQueue5', 'https://sqs/trail'),
    resource('AWS::SQS::Queue', 'TrailEventsQueue6', 'https://sqs/events'),
    resource('AWS::SNS::Topic', 'AlertsTopic6', 'arn:aws:sns:eu-central-1:1:Keepwatch-Alerts'),
    resource('AWS::Scheduler::Schedule', 'SourceatlassianmainSchedule7', 'Keepwatch-Schedule-7'),
  ],
};

beforeEach(() => {
  process.env.AWS_REGION = 'eu-central-1';
});

/** Level and words of each finding. */
const told = (findings: readonly Finding[]) => findings.map(({ level, says }) => `${level}: ${says}`);

describe('what CloudTrail tells the deployment trail', () => {
  const client = mockClient(CloudTrailClient);
  beforeEach(() => {
    client.reset();
    client.on(DescribeTrailsCommand).resolves({ trailList: [{ TrailARN: 'arn:t', Name: 'organization' }] });
    client.on(GetTrailStatusCommand).resolves({ IsLogging: true });
    client.on(GetEventSelectorsCommand).resolves({ EventSelectors: [{ IncludeManagementEvents: true }] });
  });

  it('is enough when a trail logs management events', async () => {
    expect(told(await checkCloudTrail(stack))).toEqual(['good: on, and the CloudTrail trail organization is logging']);
  });

  it('is enough with a trail whose selectors are advanced, as the stack makes it', async () => {
    const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
    client.on(GetEventSelectorsCommand).resolves({ AdvancedEventSelectors: [{ FieldSelectors }] });
    expect(told(await checkCloudTrail(stack))).toEqual([expect.stringMatching(/^good: on, and/)]);
  });

  it.each<[string, () => void]>([
    ['there is none', () => client.on(DescribeTrailsCommand).resolves({ trailList: [] })],
    ['it is stopped', () => client.on(GetTrailStatusCommand).resolves({ IsLogging: false })],
    [
      'it logs data events alone',
      () => client.on(GetEventSelectorsCommand).resolves({ EventSelectors: [{ IncludeManagementEvents: false }] }),
    ],
    [
      'it logs what reads alone',
      () =>
        client
          .on(GetEventSelectorsCommand)
          .resolves({ EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }] }),
    ],
    [
      'its advanced selectors take what reads alone',
      () => {
        const FieldSelectors = [
          { Field: 'eventCategory', Equals: ['Management'] },
          { Field: 'readOnly', Equals: ['true'] },
        ];
        return client.on(GetEventSelectorsCommand).resolves({ AdvancedEventSelectors: [{ FieldSelectors }] });
      },
    ],
  ])('is nothing when %s', async (_name, arrange) => {
    arrange();
    const [finding] = await checkCloudTrail(stack);
    expect(finding).toMatchObject({ level: 'bad', next: expect.stringContaining('"createCloudTrail": true') });
  });

  it("is not known of an organization's trail that cannot be looked at", async () => {
    client.on(GetTrailStatusCommand).rejects(new Error('AccessDenied'));
    expect(told(await checkCloudTrail(stack))).toEqual([
      'warning: on, but you may not read whether these CloudTrail trails are logging: organization',
    ]);
  });

  it('is not asked for when the deployment trail is off', async () => {
    expect(told(await checkCloudTrail({ ...stack, resources: [] }))).toEqual([expect.stringMatching(/^good: off:/)]);
    expect(client.calls()).toEqual([]);
  });
});

describe('the alarms', () => {
  const client = mockClient(CloudWatchClient);
  const alarm = { AlarmName: 'Keepwatch-atlassian-main-Silence', ActionsEnabled: true };
  const firing = { StateValue: 'ALARM', StateUpdatedTimestamp: new Date('2026-11-25T11:00:00Z') } as const;

  it.each<[object[], string[]]>([
    [[{ ...alarm, StateValue: 'OK' }], ['good: none of 1 is firing']],
    [[{ ...alarm, ...firing, AlarmDescription: 'Do it.' }], ['bad: firing since 2026-11-25T11:00:00.000Z']],
    [
      [{ ...alarm, StateValue: 'OK', ActionsEnabled: false }],
      ['warning: notifies nobody: its actions are switched off'],
    ],
    [[], ['bad: is missing']],
  ])('are told as they are: %j', async (MetricAlarms, expected) => {
    client.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
    expect(told(await checkAlarms(stack))).toEqual(expected);
  });

  it('are restored by a deployment that reverts drift', async () => {
    client.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
    const [finding] = await checkAlarms(stack);
    expect(finding?.next).toBe(RESTORE);
  });

  it('are asked for a hundred at a time', async () => {
    const names = Array.from({ length: 201 }, (_, i) => `Keepwatch-${i}`);
    const resources = names.map((name) => resource('AWS::CloudWatch::Alarm', name.replace('-', ''), name));
    client.reset();
    client.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }) => ({
      MetricAlarms: AlarmNames.map((AlarmName: string) => ({ AlarmName, ActionsEnabled: true, StateValue: 'OK' })),
    }));

    expect(told(await checkAlarms({ ...stack, resources }))).toEqual(['good: none of 201 is firing']);
    const asked = client.commandCalls(DescribeAlarmsCommand).map(({ args: [{ input }] }) => input.AlarmNames?.length);
    expect(asked).toEqual([100, 100, 1]);
  });

  it('are not asked for where there are none', async () => {
    client.reset();
    expect(told(await checkAlarms({ ...stack, resources: [] }))).toEqual(['good: none of 0 is firing']);
    expect(client.calls()).toEqual([]);
  });
});

describe('dead letters', () => {
  const client = mockClient(SQSClient);
  const waiting = (QueueUrl: string, count: number) =>
    client
      .on(GetQueueAttributesCommand, { QueueUrl })
      .resolves({ Attributes: { ApproximateNumberOfMessages: String(count) } });

  it('are none', async () => {
    client.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
    expect(told(await checkQueues(stack))).toEqual(['good: none']);
  });

  it('are work of the processor and of the trail, and traces of a collector', async () => {
    waiting('https://sqs/processor', 2);
    waiting('https://sqs/source', 3);
    waiting('https://sqs/trail', 4);
    expect(told(await checkQueues(stack))).toEqual([
      'bad: 2 captures could not be processed',
      expect.stringMatching(/^warning: 3 collector runs failed within a day/),
      'bad: 4 events could not be archived',
    ]);
  });
});

describe('alert recipients', () => {
  const client = mockClient(SNSClient);
  const ada = { Endpoint: 'ada@example.com', SubscriptionArn: 'arn:s' };
  const eve = { Endpoint: 'eve@example.com', SubscriptionArn: 'PendingConfirmation' };

  it.each<[object[], string[]]>([
    [[ada], ['good: sent to ada@example.com']],
    [
      [ada, eve],
      ['good: sent to ada@example.com', 'warning: not confirmed: eve@example.com'],
    ],
    [[eve], ['bad: no recipient: no alert or alarm reaches anybody', 'warning: not confirmed: eve@example.com']],
    [
      [{ ...eve, SubscriptionArn: 'Deleted' }],
      ['bad: no recipient: no alert or alarm reaches anybody', 'warning: unsubscribed: eve@example.com'],
    ],
    [[], ['bad: no recipient: no alert or alarm reaches anybody']],
  ])('are confirmed or not: %j', async (Subscriptions, expected) => {
    client.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions });
    expect(told(await checkSubscriptions(stack))).toEqual(expected);
  });

  it.each([
    ['deleted', []],
    ['unsubscribed', [ada, { ...eve, SubscriptionArn: 'Deleted' }]],
  ])('are restored by a deployment that reverts drift: %s', async (_name, Subscriptions) => {
    client.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions });
    expect((await checkSubscriptions(stack)).at(-1)?.next).toContain(RESTORE);
  });

  it('are a fault without a topic', async () => {
    expect(told(await checkSubscriptions({ ...stack, resources: [] }))).toEqual(['bad: the SNS topic is missing']);
  });
});

describe('the schedule of a source', () => {
  const client = mockClient(SchedulerClient);

  it.each<[string, 'ENABLED' | 'DISABLED', string[], string | undefined]>([
    ['atlassian-main', 'ENABLED', ['good: on: rate(5 minutes)'], undefined],
    ['atlassian-main', 'DISABLED', ['bad: is switched off: nothing is polled'], RESTORE],
    ['atlassian-emea', 'ENABLED', ['bad: is in cdk.json, but not deployed'], 'To deploy it, run npx cdk deploy.'],
  ])('of %s is %s', async (source, State, expected, next) => {
    client.on(GetScheduleCommand).resolves({ State, ScheduleExpression: 'rate(5 minutes)' });
    const findings = await checkSchedule(stack, source);
    expect(told(findings)).toEqual(expected);
    expect(findings[0]?.next).toBe(next);
  });
});
