import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { writeDetectionIndex } from '../../cli/detections/load-detections';
import { readConfiguration } from '../../lib/config';
import { KeepwatchStack } from '../../lib/keepwatch-stack';
import { DETECTION_NAMES } from '../detection-names';
import { DETECTIONS } from '../shipped-detections';

/** Paths of the bundles as they are deployed. */
export interface BundledFunctions {
  readonly collector: string;
  readonly processor: string;
  readonly trail: string;
}

/** Synthesises the stack with a trail into a folder, bundles included. */
export function bundleFunctions(folder: string): BundledFunctions {
  writeDetectionIndex(DETECTIONS);
  const app = new App({ outdir: folder });
  const configuration = readConfiguration({ keepwatch: { deploymentTrail: { enabled: true } } }, DETECTION_NAMES);
  const stack = new KeepwatchStack(app, 'Keepwatch', { configuration });
  app.synth();
  const functions = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const bundleOf = (name: string) => {
    const [, resource] = functions.find(([id]) => id.includes(name)) ?? [];
    const key: string = resource?.Properties.Code.S3Key;
    return join(folder, `asset.${key.replace(/\.zip$/, '')}`, 'index.mjs');
  };
  return { collector: bundleOf('Collector'), processor: bundleOf('Processor'), trail: bundleOf('Trail') };
}
