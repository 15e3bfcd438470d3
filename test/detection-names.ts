import { DETECTIONS } from '../detections/index';
import { detectionNames } from '../local/detections';

/** What a configuration may name. */
export const DETECTION_NAMES = detectionNames(DETECTIONS);
