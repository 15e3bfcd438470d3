import assert from 'node:assert/strict';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Deployment } from './deployment';

/** The logs tell of runs that went well, and hold none of the keys. */
export async function logsHoldNoKey(deployment: Deployment, keys: readonly string[]): Promise<void> {
  const collected = await textOf(deployment, deployment.collectorLog);
  const processed = await textOf(deployment, deployment.processorLog);

  assert.match(collected, /Collected\./);
  assert.match(processed, /Processed\./);
  for (const key of keys) assert.ok(!`${collected}${processed}`.includes(key), `a log holds ${key}`);
}

async function textOf({ aws: { logs: client } }: Deployment, logGroupName: string): Promise<string> {
  const messages: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
    messages.push(...events.map(({ message = '' }) => message));
  }
  return messages.join('\n');
}
