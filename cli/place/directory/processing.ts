import { activeDetections } from '../../../lambda/alerts/detection-settings';
import { Detector } from '../../../lambda/alerts/detector';
import type { Clock } from '../../../lambda/platform/clock';
import type { Logger } from '../../../lambda/platform/logger';
import type { Metrics } from '../../../lambda/platform/metrics';
import type { Notifier } from '../../../lambda/platform/notifier';
import type { Processed } from '../../../lambda/process/process-capture';
import { runProcessor } from '../../../lambda/process/process-capture';
import { configuredDetections, loadDetections } from '../../detections/load-detections';
import type { Stores } from '../stores';

/** Which detections watch, and whom what they find is told. */
export interface WatchingSettings {
  readonly detector: Detector;
  readonly notifyDays: number;
}

/** What the processor on a laptop works with. */
export interface ProcessingSettings extends WatchingSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifier: Notifier;
}

/** A laptop's counts are shown at the end of a run; nobody collects them. */
export const noMetrics: Metrics = { publish: async () => {} };

// Whoever runs here may tell what an earlier run left: on a laptop to hear it twice is better than late.
const RUN = 'laptop';

/** The processor over the two stores of a directory: takes the key of a capture. */
export function directoryProcessor(stores: Stores, settings: ProcessingSettings): (key: string) => Promise<Processed> {
  return (key) => runProcessor(key, { ...settings, ...stores, metrics: noMetrics, run: RUN });
}

/** The detections under `detections/`, as `cdk.json` configures them. Throws `DetectionsInvalidError`. */
export function configuredWatching(): WatchingSettings {
  const located = loadDetections();
  const detections = configuredDetections(located);
  return { detector: new Detector(activeDetections(located, detections)), notifyDays: detections.notifyDays };
}
