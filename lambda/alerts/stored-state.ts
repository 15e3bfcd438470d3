import { LakeError, NewerFormatError } from '../errors';
import { PREFIX } from '../names';
import { JsonObject, type StoredJson } from '../platform/json-object';
import type { ObjectStore } from '../platform/object-store';
import { type DetectionState, detectionStateSchema } from './detection-state';

/** A detection state that was read, and the stored version that a write may replace. */
export interface StoredDetectionState {
  readonly state: DetectionState;
  readonly stored: StoredJson<DetectionState>;
}

// Without a state, detections start this many captures back: two days of a busy source. A window that began earlier gets a
// new anchor, so its alert may be sent again.
const MAX_CAPTURES_BACK = 500;

/**
 * Reads the detection state of a source. Without one, it starts before `seq`. Throws `NewerFormatError` or `LakeError` when
 * it is unreadable, because starting again would lose counts.
 */
export async function readDetectionState(
  lake: ObjectStore,
  source: string,
  seq: number,
): Promise<StoredDetectionState> {
  const object = detectionStateObject(lake, source);
  const stored = await object.read();
  switch (stored.kind) {
    case 'read':
      return { state: stored.value, stored };
    case 'absent': {
      const before = Math.max(0, seq - 1 - MAX_CAPTURES_BACK);
      return { state: { v: 1, seq: before, windows: {}, hours: {}, outbox: [] }, stored };
    }
    case 'unreadable':
      if (stored.problem instanceof NewerFormatError) throw stored.problem;
      throw new LakeError(
        `Cannot read ${object.key}. Delete it: detections then start again, at most ${MAX_CAPTURES_BACK} captures back.`,
        { cause: stored.problem },
      );
  }
}

/** Writes the state. Returns false when another run has written it since it was read. */
export async function writeDetectionState(
  lake: ObjectStore,
  source: string,
  { stored }: StoredDetectionState,
  state: DetectionState,
): Promise<boolean> {
  return (await detectionStateObject(lake, source).replace(stored, state)) === 'stored';
}

/** Key of the detection state of one source. */
export function detectionStateKey(source: string): string {
  return `${PREFIX.watch}${source}.json`;
}

function detectionStateObject(lake: ObjectStore, source: string): JsonObject<DetectionState> {
  return new JsonObject(lake, detectionStateKey(source), { version: 1, schema: detectionStateSchema });
}
