#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { readConfiguration } from '../lib/config';
import { ConfigurationError } from '../lib/configuration-error';
import { KeepwatchStack } from '../lib/keepwatch-stack';

const app = new App();

try {
  const configuration = readConfiguration({
    keepwatch: app.node.tryGetContext('keepwatch'),
    alertEmail: app.node.tryGetContext('alertEmail'),
    stackName: app.node.tryGetContext('stackName'),
  });
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  new KeepwatchStack(app, configuration.stackName, {
    configuration,
    description: 'Keepwatch: audit logs collected as evidence, and watched',
    env: { ...(account && { account }), ...(region && { region }) },
    tags: { application: 'keepwatch' },
  });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exit(1);
}
