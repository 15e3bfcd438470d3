import { type Capture, captureKey, decodeCapture } from '../archive/capture';
import { ArchiveError } from '../errors';
import { rowsKey } from '../lake/layout';
import { captureRows, eventRows } from '../lake/rows';
import { describeRows, type Output, writeRows } from '../lake/rows-object';
import { ALERTS } from '../names';
import type { ObjectStore } from '../platform/object-store';
import { lakeTime } from '../schema/timestamp';
import { alertOf } from './alert';
import type { OutboxEntry } from './detection-state';
import type { Detector } from './detector';
import { type NotifyContext, notifyAlerts, notifySince } from './notify';
import { readDetectionState, type StoredDetectionState, writeDetectionState } from './stored-state';
import { countMatches } from './windows';

/** What running detections needs. */
export interface DetectionContext extends NotifyContext {
  readonly archive: ObjectStore;
  readonly detector: Detector;
}

/**
 * Runs the detections over a source's captures, in order, up to and with this one, and tells the alerts.
 *
 * What was counted up to a capture is one object, replaced under the condition that nobody replaced it since: each capture
 * is counted once, and alerts follow from the archive alone, in whatever order captures are processed, and how often.
 * Whoever finds captures before its own that nobody has watched yet watches them first.
 *
 * Answers what a receipt says of the alerts of this capture; undefined when it raised none.
 */
export async function runDetections(
  context: DetectionContext,
  capture: Capture,
  rows: readonly string[],
): Promise<Output | undefined> {
  const { lake } = context;
  const { source, seq } = capture.header;
  let own: Output | undefined;
  let stored = await readDetectionState(lake, source, seq);
  while (stored.state.seq < seq) {
    const next = stored.state.seq + 1;
    const output =
      next === seq
        ? await runOnNextCapture(context, source, stored, { capture, rows })
        : await runOnNextCapture(context, source, stored, await earlierCapture(context, source, next));
    if (next === seq) own = output;
    stored = await readDetectionState(lake, source, seq);
  }
  await notifyAlerts(context, source, stored);
  return own ?? alertsWrittenBefore(lake, capture);
}

interface Examined {
  readonly capture: Capture;
  readonly rows: readonly string[];
}

// Rows first, then the state that has them raised and due to be told: who dies in between is repeated from the start.
async function runOnNextCapture(
  { lake, detector, run, clock, logger, notifyDays }: DetectionContext,
  source: string,
  stored: StoredDetectionState,
  examined: Examined | undefined,
): Promise<Output | undefined> {
  const { state } = stored;
  const seq = state.seq + 1;
  if (examined === undefined) {
    await writeDetectionState(lake, source, stored, { ...state, seq });
    return undefined;
  }
  const { header } = examined.capture;
  const capturedAt = Date.parse(header.capturedAt);
  const watermark = header.watermark === null ? null : Date.parse(header.watermark);
  const matches = detector.findMatches(header.logType, examined.rows);
  const { counts, raised, evicted } = countMatches(state, matches, {
    capturedAt,
    watermark,
    notifySince: notifySince(capturedAt, { notifyDays }),
  });
  for (const [detection, windows] of evicted) {
    logger.warn('A detection has more windows open than there is room for: what some had counted is lost.', {
      source,
      seq,
      detection,
      windows,
    });
  }
  const alerts = raised.map((each) => alertOf(each, { capturedAt, file: captureKey(source, seq) }));
  const key = alertsKey(examined.capture);
  const output =
    alerts.length === 0
      ? undefined
      : await writeRows(
          lake,
          key,
          ALERTS,
          alerts.map((alert) => JSON.stringify(alert)),
        );
  const due = raised
    .filter(({ outcome }) => outcome === 'due')
    .map(({ alertId, match }): OutboxEntry => {
      return { alertId, detection: match.active.detection.id, seq, key, run, since: clock.now() };
    });
  await writeDetectionState(lake, source, stored, { ...state, ...counts, seq, outbox: [...state.outbox, ...due] });
  return output;
}

// A capture that nobody can read raises no alert; the run whose own it is fails, and is told of. It must not blind the rest.
async function earlierCapture(
  { archive, logger }: DetectionContext,
  source: string,
  seq: number,
): Promise<Examined | undefined> {
  const key = captureKey(source, seq);
  try {
    const object = await archive.get(key);
    if (!object) throw new ArchiveError(`${key} is not in the archive.`);
    const capture = decodeCapture(key, object.body);
    return { capture, rows: eventRows(capture, captureRows(capture)) };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    logger.error('No detection has looked at this capture: it cannot be read.', { key, error });
    return undefined;
  }
}

function alertsKey({ header }: Capture): string {
  return rowsKey(ALERTS, lakeTime(Date.parse(header.capturedAt)).slice(0, 10), header.source, header.seq);
}

async function alertsWrittenBefore(lake: ObjectStore, capture: Capture): Promise<Output | undefined> {
  const key = alertsKey(capture);
  const object = await lake.get(key);
  return object && describeRows(key, ALERTS, object.body);
}
