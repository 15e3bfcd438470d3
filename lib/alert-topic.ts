import { Annotations, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Who is told. */
export interface AlertTopicProps {
  /** Each gets a message from AWS and must confirm it before the first alarm arrives. */
  readonly emails: readonly string[];
}

/** The one topic that tells people. */
export class AlertTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    // Not encrypted with alias/aws/sns: CloudWatch may not use that key, and no alarm would arrive.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    this.topic = new Topic(this, 'Topic', { displayName: 'Keepwatch', enforceSSL: true });
    this.topic.addToResourcePolicy(
      // A topic with a policy of its own loses the default one, by which alarms of this account could publish.
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
    if (props.emails.length === 0) {
      Annotations.of(this).addWarningV2(
        'keepwatch:nobody-is-told',
        'Nobody will be told about alarms: no email address is configured. ' +
          'Deploy with -c alertEmail=you@example.com, or set keepwatch.alertEmails in cdk.json.',
      );
    }
  }
}
