import assert from 'node:assert/strict';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from './aws-clients';
import type { Deployment } from './deployment';

/** The logs tell of runs that went well, and hold none of the keys. */
export async function logsHoldNoKey(
  { aws, atlassian, panther, processor, trail }: Deployment,
  keys: readonly string[],
): Promise<void> {
  const ends = [
    [atlassian.collector, /Collected\./],
    [panther.collector, /Collected\./],
    [processor, /Processed\./],
    [trail, /Archived\./],
  ] as const;
  for (const [{ log }, wellEnded] of ends) {
    const text = await textOfLog(aws, log);
    assert.match(text, wellEnded);
    for (const key of keys) assert.ok(!text.includes(key), `${log} holds ${key}`);
  }
}

/** All that stands in a log. */
export async function textOfLog({ logs: client }: AwsClients, logGroupName: string): Promise<string> {
  const messages: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
    messages.push(...events.map(({ message = '' }) => message));
  }
  return messages.join('\n');
}
