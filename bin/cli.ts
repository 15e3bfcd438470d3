#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../cli/program';
import { readConfiguration } from '../lib/config';
import { ConfigurationError } from '../lib/configuration-error';
import { sourceSecretName } from '../lib/source-secret-name';
import { detectionNames, loadDetections } from '../local/detections';
import { reportFailure } from '../local/report-failure';

function configuredSources() {
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));
  const { sources, stackName } = readConfiguration(
    { keepwatch: context?.keepwatch, stackName: context?.stackName },
    detectionNames(loadDetections()),
  );
  return sources.map((source) => ({
    ...source,
    secretName: source.secretName ?? sourceSecretName(stackName, source.name),
  }));
}

// The notice is about next year's SDK; what is locked runs on this Node.js.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// Whoever reads no more of a list, as `head` does, has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

runProgram(process.argv.slice(2), configuredSources).catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof ConfigurationError) for (const problem of error.problems) console.error(problem);
  else reportFailure(error);
});
