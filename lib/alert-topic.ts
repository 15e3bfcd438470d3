import { Annotations, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** The recipients. */
export interface AlertTopicProps {
  /** AWS sends each address a message; the recipient must confirm it before the first alarm arrives. */
  readonly emails: readonly string[];
  /** The one of them that is not in `cdk.json`. @default every address is */
  readonly transientEmail?: string | undefined;
}

/** The SNS topic that sends every alert and alarm to its recipients. */
export class AlertTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    // Not encrypted with alias/aws/sns: CloudWatch may not use that key, and no alarm would arrive.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    this.topic = new Topic(this, 'Topic', { displayName: 'Keepwatch', enforceSSL: true });
    this.topic.addToResourcePolicy(
      // A topic with its own policy loses the default one, which lets alarms of this account publish.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email));
    this.warnAboutRecipients(props);
  }

  private warnAboutRecipients({ emails, transientEmail }: AlertTopicProps): void {
    if (emails.length === 0) {
      Annotations.of(this).addWarningV2(
        'keepwatch:no-alert-recipient',
        'No alert or alarm will reach anybody, unless you subscribe to the SNS topic yourself: keepwatch.alertEmails in ' +
          'cdk.json is empty. Add an address there, such as "alertEmails": ["security@example.com"], and deploy again.',
      );
    }
    if (transientEmail !== undefined) {
      Annotations.of(this).addWarningV2(
        'keepwatch:alert-recipient-not-saved',
        `The next deployment without -c alertEmail removes the subscription of ${transientEmail}. ` +
          'To keep it, add the address to keepwatch.alertEmails in cdk.json.',
      );
    }
  }
}
