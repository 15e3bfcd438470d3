import { Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** The alarms of one part of the stack: few enough that their names fit into one event pattern. */
export interface AlarmGroup {
  readonly name: string;
  readonly alarms: readonly IAlarm[];
}

/** Which endings are reported, and where. */
export interface AlarmEndingsProps {
  readonly groups: readonly AlarmGroup[];
  readonly topic: ITopic;
}

/**
 * Reports to the topic that an alarm is over. The OK action of an alarm cannot: it also runs when a new alarm receives
 * its first data, so each alarm of a healthy new stack would send an email.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
 */
export class AlarmEndings extends Construct {
  constructor(scope: Construct, id: string, { groups, topic }: AlarmEndingsProps) {
    super(scope, id);
    const target = new SnsTopic(topic, { message: this.message(), role: this.publisher() });
    for (const { name, alarms } of groups) {
      new Rule(this, name, {
        description: 'Keepwatch: an alarm is over',
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          detail: {
            // Whole names: the beginning would also match the alarms of a stack Keepwatch-Test.
            alarmName: alarms.map(({ alarmName }) => alarmName),
            previousState: { value: ['ALARM'] },
            state: { value: ['OK'] },
          },
        },
        targets: [target],
      });
    }
  }

  /** EventBridge does not escape what it inserts. These fields contain no quotes. */
  private message(): RuleTargetInput {
    const alarm = EventField.fromPath('$.detail.alarmName');
    const place = `account ${EventField.fromPath('$.account')}, region ${EventField.fromPath('$.region')}`;
    return RuleTargetInput.fromText(
      `OK: the alarm ${alarm} ended at ${EventField.fromPath('$.time')} (${place}). You need to do nothing.`,
    );
  }

  /**
   * A role, because the policy of a topic cannot limit EventBridge to these rules: it allows no condition there, and
   * without one, rules of any account may publish.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  private publisher(): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        // Not the ARNs of the rules: they refer to the role already.
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
  }
}
