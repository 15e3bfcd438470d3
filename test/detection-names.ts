import { detectionNames } from '../cli/detections/load-detections';
import { DETECTIONS } from './shipped-detections';

/** What a configuration may name. */
export const DETECTION_NAMES = detectionNames(DETECTIONS);
