import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { bad, type Finding, good, warning } from '../../local/doctor/finding';
import { type DeployedStack, resourcesOf } from './deployed-stack';

/** The stack's alarms: which are firing, which were switched off, which are gone. */
export async function checkAlarms(stack: DeployedStack): Promise<readonly Finding[]> {
  const client = new CloudWatchClient(AWS_CLIENT);
  const names = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ physicalId }) => physicalId);
  const found = new Map<string, MetricAlarm>();
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames: names })) {
    for (const alarm of MetricAlarms) found.set(alarm.AlarmName ?? '', alarm);
  }
  const findings = names.flatMap((name) => findingOf(name, found.get(name)));
  return findings.length > 0 ? findings : [good('alarms', `none of ${names.length} is firing`)];
}

function findingOf(name: string, alarm: MetricAlarm | undefined): readonly Finding[] {
  const about = `alarm ${name}`;
  const deploy = 'Deploy the stack again: npx cdk deploy.';
  if (alarm === undefined) return [bad(about, 'is gone', deploy)];
  const off =
    alarm.ActionsEnabled === false ? [warning(about, 'tells nobody: its actions are switched off', deploy)] : [];
  if (alarm.StateValue !== 'ALARM') return off;
  const since = alarm.StateUpdatedTimestamp?.toISOString() ?? 'a time that CloudWatch does not tell';
  return [bad(about, `firing since ${since}`, alarm.AlarmDescription ?? ''), ...off];
}
