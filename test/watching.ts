import type { LocatedDetection } from '../lambda/alerts/detection-settings';
import { activeDetections, DEFAULT_SETTINGS } from '../lambda/alerts/detection-settings';
import { Detector } from '../lambda/alerts/detector';
import type { DetectionContext } from '../lambda/alerts/run-detections';
import type { ObjectStore } from '../lambda/platform/object-store';
import { MemoryNotifier } from './memory-notifier';
import { SilentLogger } from './silent-logger';

/** What a processor works with, over two stores: no detections and nobody to tell, unless something else is given. */
export function watching(
  stores: { readonly archive: ObjectStore; readonly lake: ObjectStore },
  {
    detections = [],
    ...changes
  }: Partial<DetectionContext> & { readonly detections?: readonly LocatedDetection[] } = {},
): DetectionContext {
  return {
    ...stores,
    detector: new Detector(activeDetections(detections, DEFAULT_SETTINGS)),
    notifier: new MemoryNotifier(),
    clock: { now: () => Date.parse('2026-11-22T10:05:00Z') },
    logger: new SilentLogger(),
    run: 'run-1',
    notifyDays: 7,
    ...changes,
  };
}
