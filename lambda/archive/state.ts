import * as z from 'zod/mini';
import { NewerFormatError } from '../errors';
import { PREFIX } from '../names';
import { JsonObject, type StoredJson } from '../platform/json-object';
import type { Logger } from '../platform/logger';
import type { ObjectStore } from '../platform/object-store';

const stateSchema = z.object({
  /** Number of the newest capture when this was written. */
  head: z.int(),
  /** When the last complete sweep began. */
  sweptAt: z.nullable(z.iso.datetime()),
  /** A sweep that a run had no time to finish, and the request with which it continues. */
  sweep: z.nullable(
    z.object({ startedAt: z.iso.datetime(), request: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  /** For `status` and `doctor`. */
  lastRun: z._default(
    z.nullable(
      z.object({
        endedAt: z.iso.datetime(),
        ending: z.enum(['caught-up', 'out-of-time', 'throttled', 'failed']),
        /** When and why a run last failed; later successful runs keep it. */
        failure: z.nullable(z.object({ at: z.iso.datetime(), reason: z.string() })),
        /** When a run last read all that the API had. */
        caughtUpAt: z.nullable(z.iso.datetime()),
      }),
    ),
    null,
  ),
});

/**
 * The state hint of a source: where its log ends, when it was last swept, and how its last run ended. Losing it costs a
 * search and a sweep, never data.
 */
export type State = Readonly<z.infer<typeof stateSchema>>;
/** How the last run of a collector ended. */
export type LastRun = NonNullable<State['lastRun']>;

/** Reads the hint. One that cannot be read counts as lost: the caller searches for the head. */
export async function readState(lake: ObjectStore, source: string, logger: Logger): Promise<StoredJson<State>> {
  const object = stateObject(lake, source);
  const stored = await object.read();
  if (stored.kind === 'unreadable') {
    const fault = stored.problem instanceof NewerFormatError ? 'was written by a newer Keepwatch' : 'is unreadable';
    logger.warn(`The state hint ${fault}; searching for the head instead.`, {
      key: object.key,
      error: stored.problem,
    });
  }
  return stored;
}

/** Writes the hint, unless another run wrote it since. A failure is only logged: the captures are committed. */
export async function saveState(
  lake: ObjectStore,
  source: string,
  before: StoredJson<State>,
  state: State,
  logger: Logger,
): Promise<void> {
  try {
    await stateObject(lake, source).replace(before, state);
  } catch (error) {
    logger.warn('The state hint was not written; the next run searches for the head.', { source, error });
  }
}

function stateObject(lake: ObjectStore, source: string): JsonObject<State> {
  return new JsonObject(lake, `${PREFIX.state}${source}.json`, { version: 1, schema: stateSchema });
}
