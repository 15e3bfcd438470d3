import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good, warning } from '../finding';

const ABOUT = 'deployment trail';
const NEEDED = 'docs/deployment-trail.md#what-it-needs';

/** Whether the deployment trail is on. It receives events only while a CloudTrail trail logs management events in this region. */
export async function checkCloudTrail(stack: DeployedStack): Promise<readonly Finding[]> {
  if (resourcesOf(stack, 'Custom::KeepwatchDeploymentTrail').length === 0) {
    return [good(ABOUT, 'off: changes of Keepwatch itself are not recorded (docs/deployment-trail.md)')];
  }
  const client = new CloudTrailClient(AWS_CLIENT);
  // Shadows are the trails of other regions and of the organization that log here as well.
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  const unread: string[] = [];
  for (const { TrailARN = '', Name = '' } of trailList) {
    try {
      const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name: TrailARN }));
      if (!IsLogging) continue;
      const selectors = await client.send(new GetEventSelectorsCommand({ TrailName: TrailARN }));
      if (logsManagementEvents(selectors)) return [good(ABOUT, `on, and the CloudTrail trail ${Name} is logging`)];
    } catch {
      // A member account may see only the name of its organization's trail.
      unread.push(Name);
    }
  }
  if (unread.length > 0) {
    const says = `on, but you may not read whether these CloudTrail trails are logging: ${unread.join(', ')}`;
    return [warning(ABOUT, says, `Ask their owner: one must log management events of this region. ${NEEDED}`)];
  }
  const says = 'on, but no CloudTrail trail logs management events in this region: it receives nothing from AWS';
  return [bad(ABOUT, says, `Start one, or set "createCloudTrail": true in cdk.json and run npx cdk deploy. ${NEEDED}`)];
}

// The trail needs events that change something; a trail of read events is not enough.
function logsManagementEvents({ EventSelectors, AdvancedEventSelectors }: GetEventSelectorsResponse): boolean {
  const basic = EventSelectors ?? [];
  const advanced = AdvancedEventSelectors ?? [];
  return (
    basic.some((selector) => selector.IncludeManagementEvents && selector.ReadWriteType !== 'ReadOnly') ||
    advanced.some(
      ({ FieldSelectors = [] }) =>
        FieldSelectors.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Management')) &&
        !FieldSelectors.some(({ Field, Equals }) => Field === 'readOnly' && Equals?.includes('true')),
    )
  );
}
