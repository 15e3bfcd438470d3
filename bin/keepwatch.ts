#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import {
  DetectionsInvalidError,
  detectionNames,
  loadDetections,
  writeDetectionIndex,
} from '../cli/detections/load-detections';
import { readConfiguration } from '../lib/config';
import { ConfigurationError } from '../lib/configuration-error';
import { KeepwatchStack } from '../lib/keepwatch-stack';

const app = new App();

try {
  const detections = loadDetections();
  writeDetectionIndex(detections);
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const configuration = readConfiguration(app.node.getAllContext(), detectionNames(detections), region);
  new KeepwatchStack(app, configuration.stackName, {
    configuration,
    description: 'Keepwatch: collects audit logs as evidence and watches them',
    env: { ...(account && { account }), ...(region && { region }) },
    tags: { application: 'keepwatch' },
  });
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof DetectionsInvalidError)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exit(1);
}
