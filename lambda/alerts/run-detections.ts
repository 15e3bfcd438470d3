import { type Capture, captureKey, decodeCapture } from '../archive/capture';
import { ArchiveError, NewerFormatError } from '../errors';
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
 * Runs the detections on a source's captures, in order, up to this capture, and sends the alerts.
 *
 * The counts up to a capture are one object, replaced by compare-and-swap. So each capture is counted once, and alerts depend
 * on the archive alone, not on how often or in which order captures are processed. Earlier captures without detections come
 * first.
 *
 * Returns the receipt's entry for the alerts of this capture; undefined when it raised none.
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

interface CaptureRows {
  readonly capture: Capture;
  readonly rows: readonly string[];
}

// Writes the rows first, then the state with the outbox. A run that dies in between is repeated from the start.
async function runOnNextCapture(
  { lake, detector, run, clock, logger, notifyDays }: DetectionContext,
  source: string,
  stored: StoredDetectionState,
  captureAndRows: CaptureRows | undefined,
): Promise<Output | undefined> {
  const { state } = stored;
  const seq = state.seq + 1;
  if (captureAndRows === undefined) {
    await writeDetectionState(lake, source, stored, { ...state, seq });
    return undefined;
  }
  const { header } = captureAndRows.capture;
  const capturedAt = Date.parse(header.capturedAt);
  const watermark = header.watermark === null ? null : Date.parse(header.watermark);
  const matches = detector.findMatches(header.logType, captureAndRows.rows);
  const { counts, raised, evicted } = countMatches(state, matches, {
    capturedAt,
    watermark,
    notifySince: notifySince(capturedAt, { notifyDays }),
  });
  for (const [detection, windows] of evicted) {
    logger.warn('A detection has too many open windows: the counts of some are lost.', {
      source,
      seq,
      detection,
      windows,
    });
  }
  const alerts = raised.map((each) => alertOf(each, { capturedAt, file: captureKey(source, seq) }));
  const key = alertsKey(captureAndRows.capture);
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
    .filter(({ outcome }) => outcome === 'notify')
    .map(({ alertId, match }): OutboxEntry => {
      return { alertId, detection: match.active.detection.id, seq, key, run, since: clock.now() };
    });
  await writeDetectionState(lake, source, stored, { ...state, ...counts, seq, outbox: [...state.outbox, ...due] });
  return output;
}

// An unreadable capture raises no alert here; its own run fails and raises an alarm. It must not block later captures.
async function earlierCapture(
  { archive, logger }: DetectionContext,
  source: string,
  seq: number,
): Promise<CaptureRows | undefined> {
  const key = captureKey(source, seq);
  try {
    const object = await archive.get(key);
    if (!object) throw new ArchiveError(`${key} is missing in the archive.`);
    const capture = decodeCapture(key, object.body);
    return { capture, rows: eventRows(capture, captureRows(capture)) };
  } catch (error) {
    if (!(error instanceof ArchiveError || error instanceof NewerFormatError)) throw error;
    logger.error('Detections skipped this capture: it cannot be read.', { key, error });
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
