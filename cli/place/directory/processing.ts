import { activeDetections } from '../../../lambda/alerts/detection-settings';
import { Detector } from '../../../lambda/alerts/detector';
import type { Clock } from '../../../lambda/platform/clock';
import type { Logger } from '../../../lambda/platform/logger';
import type { Metrics } from '../../../lambda/platform/metrics';
import type { Notifier } from '../../../lambda/platform/notifier';
import type { Processed } from '../../../lambda/process/process-capture';
import { runProcessor } from '../../../lambda/process/process-capture';
import { configuredDetections, loadDetections } from '../../detections/load-detections';
import type { Stores } from '../place';

/** The active detections, and how old an event may be to notify about it. */
export interface ConfiguredDetectionSettings {
  readonly detector: Detector;
  readonly notifyDays: number;
}

/** Settings of the processor on a laptop. */
export interface ProcessingSettings extends ConfiguredDetectionSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifier: Notifier;
}

/** On a laptop, counts are shown at the end of a run instead. */
export const noMetrics: Metrics = { publish: async () => {} };

// All runs share one name, so each may send the notifications that an earlier one left: on a laptop twice is better than late.
const RUN = 'laptop';

/** The processor over the two stores of a directory: takes the key of a capture. */
export function directoryProcessor(stores: Stores, settings: ProcessingSettings): (key: string) => Promise<Processed> {
  return (key) => runProcessor(key, { ...settings, ...stores, metrics: noMetrics, run: RUN });
}

/** The same, with the detections of this checkout. Throws `DetectionsInvalidError`. */
export function configuredProcessor(
  stores: Stores,
  settings: Omit<ProcessingSettings, keyof ConfiguredDetectionSettings>,
): (key: string) => Promise<Processed> {
  return directoryProcessor(stores, { ...configuredDetectionSettings(), ...settings });
}

/** The detections under `detections/`, as `cdk.json` configures them. Throws `DetectionsInvalidError`. */
export function configuredDetectionSettings(): ConfiguredDetectionSettings {
  const located = loadDetections();
  const detections = configuredDetections(located);
  return { detector: new Detector(activeDetections(located, detections)), notifyDays: detections.notifyDays };
}
