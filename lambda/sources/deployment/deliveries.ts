import * as z from 'zod/mini';
import { isObject } from '../../schema/canonical-json';

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const batchSchema = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })) });

/**
 * The events of CloudTrail that a function was started with: a batch of a queue, or one as EventBridge sends it. What is
 * none of these is kept whole: nobody sends it again.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function deliveredEvents(started: unknown): readonly unknown[] {
  const batch = batchSchema.safeParse(started).data;
  return batch ? batch.Records.map(({ body }) => detailOf(parsed(body))) : [detailOf(started)];
}

function detailOf(delivery: unknown): unknown {
  return isObject(delivery) && 'detail' in delivery ? delivery.detail : delivery;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
