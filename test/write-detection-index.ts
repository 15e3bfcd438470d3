import { loadDetections, writeDetectionIndex } from '../cli/detections/load-detections';

/** Before any test: a file that was added to `detections/` is in the index, and one that cannot be used stops here. */
export default function setUp(): void {
  writeDetectionIndex(loadDetections());
}
