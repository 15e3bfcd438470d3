#!/usr/bin/env node
import { exitCodeOfFailure } from '../cli/exit-codes';
import { runProgram } from '../cli/program';
import { reportFailure } from '../cli/terminal/report-failure';
import { stopOnSignal } from '../cli/terminal/stop-on-signal';

// The notice is about next year's SDK; the locked version runs on this Node.js.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// A reader that stops early, such as `head`, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// A closed terminal takes no text, and that must not hide how the command ended.
process.stderr.on('error', () => {});

// For every command that has nothing to end first. Without a handler, the first process of a container ignores SIGTERM.
stopOnSignal(async () => {});

// Most commands need no configuration, and reading it loads the CDK.
const configuration = (): typeof import('./cdk-configuration') => require('./cdk-configuration');

runProgram(process.argv.slice(2), {
  sources: () => configuration().configuredSources(),
  buckets: () => configuration().configuredBuckets(),
}).catch((error: unknown) => {
  process.exitCode = exitCodeOfFailure(error);
  reportFailure(error);
});
