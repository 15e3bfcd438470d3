import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good, warning } from '../finding';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
const MOST_NAMES = 100;

/** An alarm of the stack, and what CloudWatch says of it; undefined when it is gone. */
export interface FoundAlarm {
  readonly name: string;
  readonly alarm: MetricAlarm | undefined;
}

/** The stack's alarms. */
export async function alarmsOf(stack: DeployedStack): Promise<readonly FoundAlarm[]> {
  const client = new CloudWatchClient(AWS_CLIENT);
  const names = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ physicalId }) => physicalId);
  const found = new Map<string, MetricAlarm>();
  for (let i = 0; i < names.length; i += MOST_NAMES) {
    const AlarmNames = names.slice(i, i + MOST_NAMES);
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames })) {
      for (const alarm of MetricAlarms) found.set(alarm.AlarmName ?? '', alarm);
    }
  }
  return names.map((name) => ({ name, alarm: found.get(name) }));
}

/** Which of the stack's alarms are firing, which were switched off, which are gone. */
export async function checkAlarms(stack: DeployedStack): Promise<readonly Finding[]> {
  const alarms = await alarmsOf(stack);
  const findings = alarms.flatMap(findingOf);
  return findings.length > 0 ? findings : [good('alarms', `none of ${alarms.length} is firing`)];
}

function findingOf({ name, alarm }: FoundAlarm): readonly Finding[] {
  const about = `alarm ${name}`;
  const deploy = 'Deploy the stack again: npx cdk deploy.';
  if (alarm === undefined) return [bad(about, 'is gone', deploy)];
  const off =
    alarm.ActionsEnabled === false ? [warning(about, 'tells nobody: its actions are switched off', deploy)] : [];
  if (alarm.StateValue !== 'ALARM') return off;
  const since = alarm.StateUpdatedTimestamp?.toISOString() ?? 'a time that CloudWatch does not tell';
  return [bad(about, `firing since ${since}`, alarm.AlarmDescription ?? ''), ...off];
}
