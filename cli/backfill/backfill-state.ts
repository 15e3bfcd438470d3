import * as z from 'zod/mini';
import { LakeError } from '../../lambda/errors';
import { PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';

const memorySchema = z.object({
  /** As it was asked for, such as `7d`: whoever asks for the same goes on, whenever that is. */
  asked: z.string(),
  /** From when on it reads. */
  since: z.iso.datetime(),
  /** What is read: the request means nothing in another feed. */
  feed: z.string(),
  /** The request with which it goes on. */
  request: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The time of the oldest record that was read; absent before the first. */
  oldest: z.optional(z.iso.datetime()),
  read: z.int().check(z.nonnegative()),
  missing: z.int().check(z.nonnegative()),
});

/** How far a backfill has come: whoever runs it again goes on from there. Losing it costs reading again. */
export type BackfillMemory = Readonly<z.infer<typeof memorySchema>>;

/** What an earlier run of the same backfill left, asked for in the same words and of the same feed; undefined when there was none. */
export async function readBackfill(
  lake: ObjectStore,
  source: string,
  { asked, feed }: Pick<BackfillMemory, 'asked' | 'feed'>,
): Promise<BackfillMemory | undefined> {
  const key = memoryKey(source);
  const object = await lake.get(key);
  if (!object) return undefined;
  try {
    const memory = memorySchema.parse(JSON.parse(new TextDecoder().decode(object.body)));
    return memory.asked === asked && memory.feed === feed ? memory : undefined;
  } catch (cause) {
    throw new LakeError(`${key} says of no backfill how far it came. Delete it, and run it again.`, { cause });
  }
}

/** Remembers how far it has come. */
export async function saveBackfill(lake: ObjectStore, source: string, memory: BackfillMemory): Promise<void> {
  await lake.put(memoryKey(source), new TextEncoder().encode(`${JSON.stringify(memory)}\n`));
}

/** It is through. */
export async function forgetBackfill(lake: ObjectStore, source: string): Promise<void> {
  await lake.delete(memoryKey(source));
}

function memoryKey(source: string): string {
  return `${PREFIX.state}backfill/${source}.json`;
}
