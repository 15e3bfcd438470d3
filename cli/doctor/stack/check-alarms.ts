import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good, warning } from '../finding';
import { RESTORE } from './restore';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
const MOST_NAMES = 100;

/** An alarm of the stack, and its state in CloudWatch; undefined when it is missing. */
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

/** Alarms that are firing, switched off or missing. */
export async function checkAlarms(stack: DeployedStack): Promise<readonly Finding[]> {
  const alarms = await alarmsOf(stack);
  const findings = alarms.flatMap(findingOf);
  return findings.length > 0 ? findings : [good('alarms', `none of ${alarms.length} is firing`)];
}

function findingOf({ name, alarm }: FoundAlarm): readonly Finding[] {
  const about = `alarm ${name}`;
  if (alarm === undefined) return [bad(about, 'is missing', RESTORE)];
  const off =
    alarm.ActionsEnabled === false ? [warning(about, 'notifies nobody: its actions are switched off', RESTORE)] : [];
  if (alarm.StateValue !== 'ALARM') return off;
  const since = alarm.StateUpdatedTimestamp?.toISOString() ?? 'an unknown time';
  return [bad(about, `firing since ${since}`, alarm.AlarmDescription ?? ''), ...off];
}
