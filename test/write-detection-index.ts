import { loadDetections, writeDetectionIndex } from '../cli/detections/load-detections';

/** Before any test: generates `detections/index.js`. Throws when a file in `detections/` cannot be used. */
export default function setUp(): void {
  writeDetectionIndex(loadDetections());
}
