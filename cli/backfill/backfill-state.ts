import * as z from 'zod/mini';
import { LakeError, NewerFormatError } from '../../lambda/errors';
import { PREFIX } from '../../lambda/names';
import { JsonObject } from '../../lambda/platform/json-object';
import type { ObjectStore } from '../../lambda/platform/object-store';

const progressSchema = z.object({
  /** The requested span as the operator wrote it, such as `7d`: the same words continue the same backfill. */
  asked: z.string(),
  /** Start of the span. */
  since: z.iso.datetime(),
  /** The feed that is read: the request means nothing in another one. */
  feed: z.string(),
  /** The request with which it continues. */
  request: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Time of the oldest record that was read; absent before the first. */
  oldest: z.optional(z.iso.datetime()),
  read: z.int().check(z.nonnegative()),
  missing: z.int().check(z.nonnegative()),
});

/** How far a backfill has come: the next run continues from there. Losing it costs reading again. */
export type BackfillProgress = Readonly<z.infer<typeof progressSchema>>;

/** The progress of an earlier run with the same span and feed; undefined when there was none. */
export async function readBackfill(
  lake: ObjectStore,
  source: string,
  { asked, feed }: Pick<BackfillProgress, 'asked' | 'feed'>,
): Promise<BackfillProgress | undefined> {
  const object = progressObject(lake, source);
  const stored = await object.read();
  if (stored.kind === 'unreadable') {
    if (stored.problem instanceof NewerFormatError) throw stored.problem;
    throw new LakeError(
      `${object.key} holds no readable progress of a backfill. Delete it, then run the backfill again.`,
      {
        cause: stored.problem,
      },
    );
  }
  const progress = stored.value;
  return progress?.asked === asked && progress.feed === feed ? progress : undefined;
}

/** Saves the progress. */
export async function saveBackfill(lake: ObjectStore, source: string, progress: BackfillProgress): Promise<void> {
  await progressObject(lake, source).write(progress);
}

/** Removes the progress of a completed backfill. */
export async function forgetBackfill(lake: ObjectStore, source: string): Promise<void> {
  await progressObject(lake, source).delete();
}

function progressObject(lake: ObjectStore, source: string): JsonObject<BackfillProgress> {
  return new JsonObject(lake, `${PREFIX.state}backfill/${source}.json`, { version: 1, schema: progressSchema });
}
