import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice, Notifier } from './notifier';

/**
 * Publishes to a topic: text to emails, the subject alone to phones, JSON to everything else.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
export class SnsNotifier implements Notifier {
  constructor(
    private readonly client: SNSClient,
    private readonly topicArn: string,
  ) {}

  async notify({ subject, text, json }: Notice): Promise<void> {
    const Message = JSON.stringify({ default: json, email: text, sms: subject });
    await this.client.send(
      new PublishCommand({ TopicArn: this.topicArn, Subject: subject, Message, MessageStructure: 'json' }),
    );
  }
}
