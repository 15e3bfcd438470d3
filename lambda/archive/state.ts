import * as z from 'zod/mini';
import { PREFIX } from '../names';
import type { Logger } from '../platform/logger';
import type { ObjectStore } from '../platform/object-store';

const stateSchema = z.object({
  /** Number of the newest capture when this was written. */
  head: z.int(),
  /** When the last whole sweep began. */
  sweptAt: z.nullable(z.iso.datetime()),
  /** A sweep that a run had no time to finish, and the request with which it goes on. */
  sweep: z.nullable(
    z.object({ startedAt: z.iso.datetime(), request: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  /** For whoever wants to know how it is. */
  lastRun: z._default(
    z.nullable(
      z.object({
        endedAt: z.iso.datetime(),
        ending: z.enum(['caught-up', 'out-of-time', 'throttled', 'failed']),
        /** When a run failed last, and why; it stays when later ones do not. */
        failure: z.nullable(z.object({ at: z.iso.datetime(), reason: z.string() })),
        /** When a run last read all that the API had. */
        caughtUpAt: z.nullable(z.iso.datetime()),
      }),
    ),
    null,
  ),
});

/**
 * A hint where a source's log ends and when it was last swept, and how its last run was. Losing it costs a search and a
 * sweep, never data.
 */
export type State = Readonly<z.infer<typeof stateSchema>>;
/** How the last run of a collector ended. */
export type LastRun = NonNullable<State['lastRun']>;

/** The hint as it was read, and the version that a write may replace; undefined where there was none. */
export interface StoredState {
  readonly state: State | undefined;
  readonly etag: string | undefined;
}

/** Reads the hint; one that cannot be read counts as lost. */
export async function readState(lake: ObjectStore, source: string, logger: Logger): Promise<StoredState> {
  const object = await lake.get(stateKey(source));
  if (!object) return { state: undefined, etag: undefined };
  try {
    return { state: stateSchema.parse(JSON.parse(new TextDecoder().decode(object.body))), etag: object.etag };
  } catch (error) {
    logger.warn('The state hint is unreadable; the head is searched for instead.', { key: stateKey(source), error });
    return { state: undefined, etag: object.etag };
  }
}

/** Writes the hint unless somebody wrote it since: theirs serves as well. */
async function writeState(lake: ObjectStore, source: string, before: StoredState, state: State): Promise<void> {
  const body = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
  const condition =
    before.etag === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'ifMatch', etag: before.etag } as const);
  await lake.put(stateKey(source), body, condition);
}

/** Writes the hint, whose loss fails no run: the captures are committed. */
export async function saveState(
  lake: ObjectStore,
  source: string,
  before: StoredState,
  state: State,
  logger: Logger,
): Promise<void> {
  try {
    await writeState(lake, source, before, state);
  } catch (error) {
    logger.warn('The state hint was not written; the next run searches for the head.', { source, error });
  }
}

function stateKey(source: string): string {
  return `${PREFIX.state}${source}.json`;
}
