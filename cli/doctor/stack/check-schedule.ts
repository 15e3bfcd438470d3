import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good } from '../finding';
import { RESTORE } from './restore';

/** Whether a source is polled. */
export async function checkSchedule(stack: DeployedStack, source: string): Promise<readonly Finding[]> {
  const about = `${source}, schedule`;
  const [schedule] = resourcesOf(stack, 'AWS::Scheduler::Schedule', `Source${source}Schedule`);
  if (schedule === undefined)
    return [bad(about, 'is in cdk.json, but not deployed', 'To deploy it, run npx cdk deploy.')];
  const client = new SchedulerClient(AWS_CLIENT);
  const { State, ScheduleExpression } = await client.send(new GetScheduleCommand({ Name: schedule.physicalId }));
  if (State !== 'ENABLED') return [bad(about, 'is switched off: nothing is polled', RESTORE)];
  return [good(about, `on: ${ScheduleExpression}`)];
}
