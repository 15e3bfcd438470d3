import * as z from 'zod/mini';
import { canonicalJson, isObject } from '../../schema/canonical-json';
import type { Happening } from './audit-record';
import { ownActionSchema } from './own-action';

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const batchSchema = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })) });

// As the operator's command tells of what it did.
const toldSchema = z.strictObject({ ownAction: ownActionSchema });

/**
 * What a function was started with: events of CloudTrail, a batch of a queue or one as EventBridge sends it, or what the
 * operator's command did. What is none of these is kept whole: nobody sends it again.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function deliveredHappenings(started: unknown): readonly Happening[] {
  const told = toldSchema.safeParse(started).data;
  // A later version of the command may say more than this one reads: that is not to be lost.
  if (told && canonicalJson(told) === canonicalJson(started)) return [{ action: told.ownAction }];
  const batch = batchSchema.safeParse(started).data;
  return (batch?.Records.map(({ body }) => parsed(body)) ?? [started]).map((delivery) => ({
    event: detailOf(delivery),
  }));
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
