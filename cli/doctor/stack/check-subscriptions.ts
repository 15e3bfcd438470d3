import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { bad, type Finding, good, warning } from '../finding';

const ABOUT = 'alerts';

/** Who is told: an alarm that nobody hears is none. */
export async function checkSubscriptions(stack: DeployedStack): Promise<readonly Finding[]> {
  const client = new SNSClient(AWS_CLIENT);
  const [topic] = resourcesOf(stack, 'AWS::SNS::Topic', 'Alerts');
  if (topic === undefined) return [bad(ABOUT, 'the topic is gone', 'Deploy the stack again: npx cdk deploy.')];
  const subscriptions: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic.physicalId })) {
    subscriptions.push(...(page.Subscriptions ?? []));
  }
  const endpoints = (list: readonly Subscription[]) => list.map(({ Endpoint }) => Endpoint ?? '?').join(', ');
  // In place of an ARN stands PendingConfirmation, and Deleted of an address that has unsubscribed, for three days.
  const confirmed = subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const others = subscriptions.filter((one) => !confirmed.includes(one) && !pending.includes(one));
  return [
    confirmed.length > 0
      ? good(ABOUT, `told to ${endpoints(confirmed)}`)
      : bad(
          ABOUT,
          'nobody is told',
          'Deploy with -c alertEmail=you@example.com, and confirm the email that SNS sends.',
        ),
    ...(others.length === 0
      ? []
      : [
          warning(
            ABOUT,
            `has unsubscribed: ${endpoints(others)}`,
            'Deploy with another alertEmail, or subscribe it again: SNS → Topics → the topic → Create subscription.',
          ),
        ]),
    ...(pending.length === 0
      ? []
      : [
          warning(ABOUT, `not confirmed: ${endpoints(pending)}`, 'Open the email that SNS sent there, and confirm it.'),
        ]),
  ];
}
