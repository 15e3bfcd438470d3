import type { LocatedDetection } from '../lambda/alerts/detection-settings';

/** Every detection, with its file. Declares `index.js`, which jest and cdk generate: git ignores it. */
export declare const DETECTIONS: readonly LocatedDetection[];
