import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { propertiesAt, synthesise } from './synthesised-stack';

describe('the alarm of an event-driven function', () => {
  it('Failing: from the first error, until no capture waits in the dead-letter queue', () => {
    // Act
    const failing = propertiesAt(synthesise(), 'Processor/Alarms/Failing/Alarm');

    // Assess
    expect(failing).toEqual({
      AlarmName: 'Keepwatch-Processor-Failing',
      AlarmDescription: expect.stringContaining('captures wait in its dead-letter queue'),
      Metrics: [
        {
          Id: 'expr_1',
          Expression: 'FILL(errors, 0) + FILL(waiting, 0)',
          Label: 'Errors and waiting captures',
          ReturnData: true,
        },
        {
          Id: 'errors',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: 'Errors',
              Dimensions: [{ Name: 'FunctionName', Value: '<Processor/Function/Function>' }],
            },
            Period: 300,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
        {
          Id: 'waiting',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateNumberOfMessagesVisible',
              Dimensions: [{ Name: 'QueueName', Value: '<Processor/DeadLetters/Queue.QueueName>' }],
            },
            Period: 300,
            Stat: 'Maximum',
          },
          ReturnData: false,
        },
      ],
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: ['<Alerts/Topic>'],
    });
  });

  it('Failing of the trail lasts from one retry to the next, so that they are one alarm', () => {
    // Act
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });

    // Assess
    expect(propertiesAt(stack, 'Trail/Events/Queue')).toMatchObject({ VisibilityTimeout: 30 * 60 });
    const { EvaluationPeriods, DatapointsToAlarm, Metrics } = propertiesAt(stack, 'Trail/Alarms/Failing/Alarm');
    expect([EvaluationPeriods, DatapointsToAlarm]).toEqual([8, 1]);
    expect(Metrics).toMatchObject([{}, { MetricStat: { Period: 300 } }, { MetricStat: { Period: 300 } }]);
  });
});
