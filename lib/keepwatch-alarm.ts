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
  /** Whether it may begin earlier, as soon as there is enough data for a judgement. */
  readonly endsWithEnoughData: boolean;
}

/** All that makes an alarm; none of it has a default. */
export interface KeepwatchAlarmProps {
  readonly alarmName: string;
  /** One sentence: what is wrong when it fires. */
  readonly whatHappened: string;
  /** One sentence: the first thing to do. */
  readonly whatToDo: string;
  /** The anchor of its section in `docs/runbook.md`. */
  readonly runbookSection: string;
  /** With an explicit period and without a unit: a unit that differs from the published one makes the data vanish. */
  readonly metric: IMetric;
  readonly firesWhen: { readonly below: number } | { readonly atLeast: number };
  /** How many of how many periods must be wrong. */
  readonly periods: { readonly wrong: number; readonly outOf: number };
  /** What a period without data means. */
  readonly treatMissingData: TreatMissingData;
  readonly warmUp: WarmUp | 'none';
  /** Is told when the alarm fires, and when it is over. */
  readonly topic: ITopic;
}

/** An operator's command for this stack, as it is typed. */
export function operatorCommand(scope: Construct, command: string): string {
  return `keepwatch ${command} --stack ${Stack.of(scope).stackName}`;
}

/** An alarm that leaves nothing to a default: what it means, where to read on, and how it treats missing data. */
export class KeepwatchAlarm extends Construct {
  readonly alarm: IAlarm;

  constructor(scope: Construct, id: string, props: KeepwatchAlarmProps) {
    super(scope, id);
    const { firesWhen } = props;
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: props.alarmName,
      alarmDescription: `${props.whatHappened} ${props.whatToDo} Runbook: docs/runbook.md#${props.runbookSection}`,
      metric: props.metric,
      ...('below' in firesWhen
        ? { comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD, threshold: firesWhen.below }
        : { comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, threshold: firesWhen.atLeast }),
      evaluationPeriods: props.periods.outOf,
      datapointsToAlarm: props.periods.wrong,
      treatMissingData: props.treatMissingData,
    });
    const action = new SnsAction(props.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    if (props.warmUp !== 'none') this.warmUp(alarm, props.warmUp);
    this.alarm = alarm;
  }

  /** Only the CloudFormation resource knows warming up so far. */
  private warmUp(alarm: Alarm, warmUp: WarmUp): void {
    const resource = alarm.node.defaultChild;
    if (!CfnAlarm.isCfnAlarm(resource)) throw new TypeError(`${this.node.path}: expected an AWS::CloudWatch::Alarm`);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudwatch-alarm-warmupconfiguration.html
    resource.warmUpConfiguration = {
      warmUpPeriodDurationInMinutes: warmUp.minutes,
      onlyStartEvaluatingAfterWarmUpPeriodEnds: !warmUp.endsWithEnoughData,
    };
  }
}
