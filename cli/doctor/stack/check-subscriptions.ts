import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good, warning } from '../finding';
import { RESTORE } from './restore';

const ABOUT = 'alerts';

/** Who receives alerts and alarms. Without a confirmed recipient nobody learns of any. */
export async function checkSubscriptions(stack: DeployedStack): Promise<readonly Finding[]> {
  const client = new SNSClient(AWS_CLIENT);
  const [topic] = resourcesOf(stack, 'AWS::SNS::Topic', 'Alerts');
  if (topic === undefined)
    return [bad(ABOUT, 'the SNS topic is missing', 'To deploy the stack again, run npx cdk deploy.')];
  const subscriptions: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic.physicalId })) {
    subscriptions.push(...(page.Subscriptions ?? []));
  }
  const endpoints = (list: readonly Subscription[]) => list.map(({ Endpoint }) => Endpoint ?? '?').join(', ');
  // Instead of an ARN, SNS returns PendingConfirmation, and for three days Deleted when an address has unsubscribed.
  const confirmed = subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const others = subscriptions.filter((one) => !confirmed.includes(one) && !pending.includes(one));
  const findings = [
    confirmed.length > 0
      ? good(ABOUT, `sent to ${endpoints(confirmed)}`)
      : bad(
          ABOUT,
          'no recipient: no alert or alarm reaches anybody',
          `List an address in cdk.json as keepwatch.alertEmails, run npx cdk deploy, and confirm the email that SNS sends.${subscriptions.length === 0 ? ` If it is listed already, its subscription was deleted. ${RESTORE}` : ''}`,
        ),
  ];
  if (others.length > 0) {
    const next = `${RESTORE} Then confirm the email that SNS sends. To use another address, list it in cdk.json as keepwatch.alertEmails and run npx cdk deploy.`;
    findings.push(warning(ABOUT, `unsubscribed: ${endpoints(others)}`, next));
  }
  if (pending.length > 0) {
    const next = 'Open the email that SNS sent there, and confirm it.';
    findings.push(warning(ABOUT, `not confirmed: ${endpoints(pending)}`, next));
  }
  return findings;
}
