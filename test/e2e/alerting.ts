import assert from 'node:assert/strict';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { ALERTS } from '../../lambda/names';
import type { Deployment } from './deployment';
import { eventually } from './eventually';
import { rowsOf } from './lake-rows';
import { subscribeQueue } from './queues';
import { keysOf } from './stored-objects';

/** Days after which nobody is told: some of the simulated history is older, some is not. */
export const NOTIFY_DAYS = 60;

const SECONDS_TO_TELL = 60;
const DAY_MS = 24 * 3_600_000;
const envelope = z.object({ Message: z.string(), Subject: z._default(z.string(), '') });
const alertRow = z.object({ alert_id: z.string(), last_event_time: z.string(), muted: z.boolean() });
const message = z.union([
  // The end of an alarm is a sentence.
  z.string(),
  z.object({ AlarmName: z.string() }),
  z.object({ alert_id: z.string(), severity: z.string(), title: z.string() }),
]);

/** A queue that hears what the topic tells from now on, and remembers which alerts it was told of. */
export class AlertInbox {
  readonly told: string[] = [];
  /** What they were called. */
  readonly titles: string[] = [];
  #queue = '';

  constructor(private readonly deployment: Deployment) {}

  async subscribe(): Promise<void> {
    this.#queue = await subscribeQueue(this.deployment.aws, this.deployment.topicArn, 'alerts');
  }

  /** Takes what has come. Programs get JSON: each message has the alert, and a subject that says how much it matters. */
  async take(): Promise<readonly string[]> {
    const { sqs } = this.deployment.aws;
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#queue, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return this.told;
      for (const { Body = '', ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: this.#queue, ReceiptHandle }));
        const { Message, Subject } = envelope.parse(JSON.parse(Body));
        const told = message.parse(JSON.parse(Message));
        // Alarms go to the same topic.
        if (typeof told === 'string' || 'AlarmName' in told) continue;
        const { alert_id, severity, title } = told;
        assert.match(Subject, new RegExp(`^\\[Keepwatch ${severity}\\] [ -~]+$`));
        this.told.push(alert_id);
        this.titles.push(title);
      }
    }
  }
}

/** Every alert about the last days was told once and is marked so; none of the older ones was told. */
export async function tellsEachAlertOnce(deployment: Deployment, inbox: AlertInbox): Promise<void> {
  const alerts = await alertsOf(deployment);
  const oldest = Date.now() - NOTIFY_DAYS * DAY_MS;
  const due = alerts.filter(({ last_event_time, muted }) => !muted && Date.parse(`${last_event_time}Z`) > oldest);
  await eventually('every alert is told', SECONDS_TO_TELL, async () => {
    const told = await inbox.take();
    return due.every(({ alert_id }) => told.includes(alert_id)) || undefined;
  });

  assert.ok(due.length > 0 && due.length < alerts.length, `${due.length} of ${alerts.length} alerts are due`);
  assert.deepEqual([...inbox.told].sort(), due.map(({ alert_id }) => alert_id).sort());
  const marks = await keysOf(deployment.lake, 'alerts/');
  assert.deepEqual(marks.map((key) => key.replace(/^.*\/|\.json$/g, '')).sort(), [...inbox.told].sort());
}

/** An alert of this title is told. */
export async function tellsOf(inbox: AlertInbox, title: string): Promise<void> {
  await eventually(`somebody is told: ${title}`, SECONDS_TO_TELL, async () => {
    await inbox.take();
    return inbox.titles.includes(title) || undefined;
  });
}

async function alertsOf({ lake }: Deployment): Promise<z.infer<typeof alertRow>[]> {
  return (await rowsOf(lake, ALERTS)).map(({ value }) => alertRow.parse(value));
}
