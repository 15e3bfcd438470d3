import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { ofType, propertiesAt, type SynthesisedStack, synthesise } from './synthesised-stack';

const withSource = (source: object): SynthesisedStack =>
  synthesise({ keepwatch: { sources: [{ name: 'jira', ...source }] } });
const alarm = (stack: SynthesisedStack, name: string) => propertiesAt(stack, `Source-jira/Alarms/${name}/Alarm`);

describe('SourceAlarms', () => {
  it.each([
    [1440, 3600, 24, 1500, '24 hours'],
    [60, 3600, 1, 120, '1 hour'],
    [10_080, 3600, 168, 2880, '168 hours'],
    [15, 300, 3, 75, '15 minutes'],
    [55, 300, 11, 115, '55 minutes'],
  ])('Silence of %d minutes: every period must be empty', (silenceMinutes, period, periods, warmUp, text) => {
    // Act
    const silence = alarm(withSource({ silenceMinutes }), 'Silence');

    // Assess
    expect(silence).toEqual({
      AlarmName: 'Keepwatch-jira-Silence',
      AlarmDescription: expect.stringContaining(`No event of source jira was processed for ${text}.`),
      Namespace: 'Keepwatch',
      MetricName: 'EventsProcessed',
      Dimensions: [{ Name: 'Source', Value: 'jira' }],
      Statistic: 'Sum',
      Period: period,
      EvaluationPeriods: periods,
      DatapointsToAlarm: periods,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: {
        WarmUpPeriodDurationInMinutes: warmUp,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: false,
      },
      AlarmActions: ['<Alerts/Topic>'],
    });
  });

  it('Silence with quiet days: each period of these days counts as if it had an event', () => {
    // Act
    const silence = alarm(withSource({ quietDays: ['SATURDAY', 'SUNDAY'] }), 'Silence');

    // Assess
    expect(silence).toMatchObject({
      EvaluationPeriods: 24,
      DatapointsToAlarm: 24,
      Threshold: 1,
      TreatMissingData: 'breaching',
      Metrics: [
        { Expression: 'IF(DAY(events) == 6 OR DAY(events) == 7, 1, FILL(events, 0))', ReturnData: true },
        { Id: 'events', MetricStat: { Metric: { MetricName: 'EventsProcessed' }, Period: 3600, Stat: 'Sum' } },
      ],
    });
  });

  it('has every alarm but Silence when silenceMinutes is false', () => {
    // Act
    const stack = withSource({ silenceMinutes: false });

    // Assess
    const names = ofType(stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
    expect(names.sort()).toEqual([
      'Keepwatch-Processor-Failing',
      'Keepwatch-jira-CredentialExpiring',
      'Keepwatch-jira-CredentialRejected',
      'Keepwatch-jira-Failing',
      'Keepwatch-jira-Lag',
      'Keepwatch-jira-NotRunning',
      'Keepwatch-jira-Rejected',
    ]);
  });

  it('NotRunning: three intervals without a success or without data', () => {
    // Act
    const notRunning = alarm(withSource({ intervalMinutes: 7 }), 'NotRunning');

    // Assess
    expect(notRunning).toEqual({
      AlarmName: 'Keepwatch-jira-NotRunning',
      AlarmDescription: expect.stringContaining('succeeded for 21 minutes.'),
      Namespace: 'Keepwatch',
      MetricName: 'RunsSucceeded',
      Dimensions: [{ Name: 'Source', Value: 'jira' }],
      Statistic: 'Sum',
      Period: 420,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: {
        WarmUpPeriodDurationInMinutes: 1440,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: false,
      },
      AlarmActions: ['<Alerts/Topic>'],
    });
  });

  it('Failing: errors or dead letters in three of twelve intervals, after a warm-up of a day', () => {
    // Act
    const failing = alarm(withSource({ intervalMinutes: 10 }), 'Failing');

    // Assess
    expect(failing).toEqual({
      AlarmName: 'Keepwatch-jira-Failing',
      AlarmDescription: expect.stringContaining(
        'In at least 3 of the last 12 polling intervals, the collector of source jira failed or could not start.',
      ),
      Metrics: [
        { Id: 'expr_1', Expression: 'FILL(errors, 0) + FILL(deadLetters, 0)', Label: 'Failed runs', ReturnData: true },
        {
          Id: 'errors',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: 'Errors',
              Dimensions: [{ Name: 'FunctionName', Value: '<Source-jira/Collector/Function>' }],
            },
            Period: 600,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
        {
          Id: 'deadLetters',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'NumberOfMessagesSent',
              Dimensions: [{ Name: 'QueueName', Value: '<Source-jira/DeadLetters/Queue.QueueName>' }],
            },
            Period: 600,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
      ],
      EvaluationPeriods: 12,
      DatapointsToAlarm: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      WarmUpConfiguration: {
        WarmUpPeriodDurationInMinutes: 1440,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
      },
      AlarmActions: ['<Alerts/Topic>'],
    });
  });

  it('CredentialRejected: from the first rejection until a run reports that the credential works', () => {
    // Act
    const rejected = alarm(withSource({}), 'CredentialRejected');

    // Assess
    expect(rejected).toEqual({
      AlarmName: 'Keepwatch-jira-CredentialRejected',
      AlarmDescription: expect.stringContaining('The API rejected the credential of source jira.'),
      Namespace: 'Keepwatch',
      MetricName: 'CredentialRejected',
      Dimensions: [{ Name: 'Source', Value: 'jira' }],
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'ignore',
      AlarmActions: ['<Alerts/Topic>'],
    });
  });

  it.each([
    ['CredentialExpiring', 'CredentialDaysLeft', 'Minimum', 1, 'LessThanThreshold', 14, 'ignore'],
    ['Rejected', 'EventsRejected', 'Sum', 1, 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
    ['Lag', 'LagSeconds', 'Minimum', 3, 'GreaterThanOrEqualToThreshold', 3600, 'ignore'],
  ])('%s: %s, the %s of an hour, %d of them', (name, MetricName, Statistic, hours, operator, Threshold, missing) => {
    // Act
    const properties = alarm(withSource({}), name);

    // Assess
    expect(properties).toEqual({
      AlarmName: `Keepwatch-jira-${name}`,
      AlarmDescription: expect.stringContaining('source jira'),
      Namespace: 'Keepwatch',
      MetricName,
      Dimensions: [{ Name: 'Source', Value: 'jira' }],
      Statistic,
      Period: 3600,
      EvaluationPeriods: hours,
      DatapointsToAlarm: hours,
      ComparisonOperator: operator,
      Threshold,
      TreatMissingData: missing,
      AlarmActions: ['<Alerts/Topic>'],
      // The first sync of a large organization is behind for hours.
      ...(name === 'Lag'
        ? {
            WarmUpConfiguration: {
              WarmUpPeriodDurationInMinutes: 2880,
              OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
            },
          }
        : {}),
    });
  });

  it('starts every alarm name with the name of the stack', () => {
    // Act
    const stack = synthesise({ stackName: 'Audit' });

    // Assess
    for (const [, { Properties }] of ofType(stack, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName).toMatch(/^Audit-(atlassian-main|Processor)-/);
    }
  });
});
