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

/** Whether the deployment trail is on, and CloudTrail tells it anything: only while a trail logs management events here. */
export async function checkCloudTrail(stack: DeployedStack): Promise<readonly Finding[]> {
  if (resourcesOf(stack, 'Custom::KeepwatchDeploymentTrail').length === 0) {
    return [good(ABOUT, 'off: what is done to Keepwatch itself is not kept (docs/deployment-trail.md)')];
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
      if (logsManagementEvents(selectors)) return [good(ABOUT, `on, and the trail ${Name} of CloudTrail is logging`)];
    } catch {
      // Of an organization's trail, a member account may see no more than the name.
      unread.push(Name);
    }
  }
  if (unread.length > 0) {
    const says = `on; whether a trail of CloudTrail is logging cannot be seen: ${unread.join(', ')}`;
    return [warning(ABOUT, says, `Ask whoever owns it: it must log management events of this region. ${NEEDED}`)];
  }
  const says = 'on, but no trail of CloudTrail is logging management events in this region: AWS tells it nothing';
  return [bad(ABOUT, says, `Start one, or let the stack make one: "createCloudTrail": true in cdk.json. ${NEEDED}`)];
}

// What changes something is to be heard of; what reads alone is not enough.
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
