import { LakeError } from '../errors';
import { PREFIX } from '../names';
import type { ObjectStore } from '../platform/object-store';
import { type DetectionState, detectionStateSchema } from './detection-state';

/** The state as it was read, and the version that a write may replace; undefined where there was none. */
export interface StoredDetectionState {
  readonly state: DetectionState;
  readonly etag: string | undefined;
}

// Without a state, context begins so many captures back, which is two days of a busy source. A window that began before
// is anchored anew, and its alert may be told again.
const MAX_CAPTURES_BACK = 500;

/** Reads how far a source was watched. Without a state it begins before `seq`. Throws `LakeError` when it cannot be read. */
export async function readDetectionState(
  lake: ObjectStore,
  source: string,
  seq: number,
): Promise<StoredDetectionState> {
  const key = detectionStateKey(source);
  const object = await lake.get(key);
  if (!object) {
    const state = { v: 1, seq: Math.max(0, seq - 1 - MAX_CAPTURES_BACK), windows: {}, hours: {}, outbox: [] } as const;
    return { state: { ...state, outbox: [] }, etag: undefined };
  }
  try {
    return { state: detectionStateSchema.parse(JSON.parse(new TextDecoder().decode(object.body))), etag: object.etag };
  } catch (cause) {
    throw new LakeError(
      `${key} is not readable. Delete it: context then begins anew, at most ${MAX_CAPTURES_BACK} captures back.`,
      { cause },
    );
  }
}

/** Writes the state, unless somebody wrote it since it was read: false then. */
export async function writeDetectionState(
  lake: ObjectStore,
  source: string,
  before: StoredDetectionState,
  state: DetectionState,
): Promise<boolean> {
  const body = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
  const condition =
    before.etag === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'ifMatch', etag: before.etag } as const);
  return (await lake.put(detectionStateKey(source), body, condition)) === 'stored';
}

/** Key of the state of one source. */
export function detectionStateKey(source: string): string {
  return `${PREFIX.watch}${source}.json`;
}
