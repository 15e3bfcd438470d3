import { LakeError, NewerFormatError } from '../errors';
import { PREFIX } from '../names';
import { JsonObject, type StoredJson } from '../platform/json-object';
import type { ObjectStore } from '../platform/object-store';
import { type DetectionState, detectionStateSchema } from './detection-state';

/** The detection state as it was read, and what a write is compared with. */
export interface StoredDetectionState {
  readonly state: DetectionState;
  readonly stored: StoredJson<DetectionState>;
}

// Without a state, detections start so many captures back, which is two days of a busy source. A window that began before
// is anchored anew, and its alert may be sent again.
const MAX_CAPTURES_BACK = 500;

/**
 * Reads how far detections have run over a source. Without a state they start before `seq`. Throws `NewerFormatError` or
 * `LakeError` when it cannot be read: starting again would lose what was counted.
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
        `${object.key} is not readable. Delete it: detections then start again, at most ${MAX_CAPTURES_BACK} captures back.`,
        { cause: stored.problem },
      );
  }
}

/** Writes the state, unless another run wrote it since it was read: false then. */
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
