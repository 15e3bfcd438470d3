#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../cli/program';
import { readConfiguration } from '../lib/config';
import { ConfigurationError } from '../lib/configuration-error';
import { sourceSecretName } from '../lib/source-secret-name';
import { detectionNames, loadDetections } from '../local/detections';
import { reportFailure } from '../local/report-failure';

function configuredSources() {
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));
  const { sources, stackName } = readConfiguration({ keepwatch: context?.keepwatch }, detectionNames(loadDetections()));
  return sources.map((source) => ({
    ...source,
    secretName: source.secretName ?? sourceSecretName(stackName, source.name),
  }));
}

program(configuredSources)
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = 1;
    if (error instanceof ConfigurationError) for (const problem of error.problems) console.error(problem);
    else reportFailure(error);
  });
