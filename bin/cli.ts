#!/usr/bin/env node
import { cdkContext } from '../cli/configuration/cdk-context';
import { detectionNames, loadDetections } from '../cli/detections/load-detections';
import { runProgram } from '../cli/program';
import { reportFailure } from '../cli/terminal/report-failure';
import { readConfiguration } from '../lib/config';
import { sourceSecretName } from '../lib/stack-names';

function configuredSources() {
  const { sources, stackName } = readConfiguration(
    { keepwatch: cdkContext(['keepwatch']), stackName: cdkContext(['stackName']) },
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
  reportFailure(error);
});
