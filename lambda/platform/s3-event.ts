import * as z from 'zod/mini';
import { SettingError } from '../errors';

const objectCreated = z.object({
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

/**
 * Key of the object that an S3 event by EventBridge tells of; unlike in S3's own notifications it is not URL-encoded.
 * Throws `SettingError` when the event is another, or of another bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function createdKey(event: unknown, bucket: string): string {
  const parsed = objectCreated.safeParse(event);
  if (!parsed.success || parsed.data.detail.bucket.name !== bucket) {
    throw new SettingError(
      `This event tells of no object in ${bucket}. The stack's own rule starts the processor: deploy it again.`,
    );
  }
  return parsed.data.detail.object.key;
}
