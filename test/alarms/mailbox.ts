import * as z from 'zod/mini';
import { matches } from '../lib/event-pattern';
import { ofType, type SynthesisedStack } from '../lib/synthesised-stack';
import type { AlarmState } from './judge';
import type { Transition, WatchedAlarm } from './watched-alarm';

const TOPIC = '<Alerts/Topic>';

/** An email to the recipients of the topic: which alarm, the state that it reports, and when in epoch milliseconds. */
export interface Email {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly at: number;
}

const ruleSchema = z.object({
  EventPattern: z.optional(z.unknown()),
  State: z.string(),
  Targets: z.array(z.object({ Arn: z.string() })),
});

/**
 * The emails that these alarms have caused, the oldest first: by an action of the alarm, or by a rule that EventBridge
 * applies to the change of its state. An action runs for every change into its state, whatever the state before.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
 */
export function emailsOf(stack: SynthesisedStack, alarms: readonly WatchedAlarm[]): readonly Email[] {
  const rules = ofType(stack, 'AWS::Events::Rule')
    .map(([, { Properties }]) => ruleSchema.parse(Properties))
    .filter(({ State, Targets }) => State.startsWith('ENABLED') && Targets.some(({ Arn }) => Arn === TOPIC));
  return alarms
    .flatMap((alarm) =>
      alarm.transitions.flatMap((transition) => {
        const byAction = alarm.definition.actions[transition.to].filter((action) => action === TOPIC);
        const event = stateChange(alarm, transition);
        const byRule = rules.filter(({ EventPattern }) => matches(EventPattern, event));
        const email = { alarm: alarm.definition.name, state: transition.to, at: transition.at };
        return [...byAction, ...byRule].map(() => email);
      }),
    )
    .sort((a, b) => a.at - b.at);
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
function stateChange({ definition }: WatchedAlarm, { from, to }: Transition) {
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: `<${definition.place}>`, previousState: { value: from }, state: { value: to } },
  };
}
