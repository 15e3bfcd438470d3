import * as z from 'zod/mini';
import { SettingError } from '../errors';

const objectCreated = z.object({
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

/**
 * Key of the object in an S3 event from EventBridge. Unlike in S3's own notifications, it is not URL-encoded.
 * Throws `SettingError` for any other event, and for other buckets.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function createdKey(event: unknown, bucket: string): string {
  const parsed = objectCreated.safeParse(event);
  if (!parsed.success || parsed.data.detail.bucket.name !== bucket) {
    throw new SettingError(
      `This event is not about an object in ${bucket}. The stack's rule starts the processor: deploy the stack again.`,
    );
  }
  return parsed.data.detail.object.key;
}
