import { loadDetections } from '../cli/detections/load-detections';

/** Every detection in `detections/`, with its file. */
export const DETECTIONS = loadDetections();
