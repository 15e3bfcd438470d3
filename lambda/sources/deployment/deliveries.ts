import * as z from 'zod/mini';
import { canonicalJson, isObject } from '../../schema/canonical-json';
import type { TrailEvent } from './audit-record';
import { ownActionSchema } from './own-action';

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const batchSchema = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })) });

// How the operator's command reports an action.
const toldSchema = z.strictObject({ ownAction: ownActionSchema });

/**
 * The trail events in an invocation: CloudTrail events, from a queue's batch or directly from EventBridge, or an action that
 * the operator's command reports. Any other input is archived whole, because nobody sends it again.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function deliveredEvents(started: unknown): readonly TrailEvent[] {
  const told = toldSchema.safeParse(started).data;
  // A later version of the command may send more fields, which must not be lost.
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
