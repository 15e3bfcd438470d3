import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  CfnAlarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** How long a new alarm waits before it may fire. */
export interface WarmUp {
  /** 1 to 2880. */
  readonly minutes: number;
  /** Whether it ends earlier, once CloudWatch has data for every evaluated period. */
  readonly endsWithEnoughData: boolean;
}

/** Everything about an alarm. No field has a default. */
export interface KeepwatchAlarmProps {
  readonly alarmName: string;
  /** One sentence: what is wrong while it fires. */
  readonly problem: string;
  /** One sentence: what the operator runs or does first. */
  readonly nextStep: string;
  /** Anchor of its section in `docs/runbook.md`. */
  readonly runbookSection: string;
  /** Has an explicit period and no unit: CloudWatch ignores data that was published with another unit. */
  readonly metric: IMetric;
  readonly firesWhen: { readonly below: number } | { readonly atLeast: number };
  /** How many of the latest periods must breach. */
  readonly periods: { readonly breaching: number; readonly outOf: number };
  /** How a period without data counts. */
  readonly treatMissingData: TreatMissingData;
  readonly warmUp: WarmUp | 'none';
  /** Receives a message when the alarm fires. */
  readonly topic: ITopic;
}

/** A command for this stack, as an operator types it. */
export function operatorCommand(scope: Construct, command: string): string {
  return `keepwatch ${command} --stack ${Stack.of(scope).stackName}`;
}

/** A CloudWatch alarm whose description names the problem, the next step and the runbook section. */
export class KeepwatchAlarm extends Construct {
  readonly alarm: IAlarm;

  constructor(scope: Construct, id: string, props: KeepwatchAlarmProps) {
    super(scope, id);
    const { firesWhen } = props;
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: props.alarmName,
      alarmDescription: `${props.problem} ${props.nextStep} Runbook: docs/runbook.md#${props.runbookSection}`,
      metric: props.metric,
      ...('below' in firesWhen
        ? { comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD, threshold: firesWhen.below }
        : { comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, threshold: firesWhen.atLeast }),
      evaluationPeriods: props.periods.outOf,
      datapointsToAlarm: props.periods.breaching,
      treatMissingData: props.treatMissingData,
    });
    // Without an OK action: `AlarmEndings` reports the end.
    alarm.addAlarmAction(new SnsAction(props.topic));
    if (props.warmUp !== 'none') this.setWarmUp(alarm, props.warmUp);
    this.alarm = alarm;
  }

  /** Set on the CloudFormation resource: the CDK's Alarm has no such property. */
  private setWarmUp(alarm: Alarm, warmUp: WarmUp): void {
    const resource = alarm.node.defaultChild;
    if (!CfnAlarm.isCfnAlarm(resource)) throw new TypeError(`${this.node.path}: expected an AWS::CloudWatch::Alarm`);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudwatch-alarm-warmupconfiguration.html
    resource.warmUpConfiguration = {
      warmUpPeriodDurationInMinutes: warmUp.minutes,
      onlyStartEvaluatingAfterWarmUpPeriodEnds: !warmUp.endsWithEnoughData,
    };
  }
}
