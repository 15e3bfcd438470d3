import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CALLERS, cloudTrailEvent } from '../../lambda/sources/deployment/cloudtrail-events';
import type { SynthesisContext } from '../../lib/synthesised-stack';

/** The stack whose resources the calls name. */
export const CALLED_STACK: SynthesisContext = {
  keepwatch: {
    sources: [{ name: 'atlassian-main' }, { name: 'emea', secretName: 'security/emea' }],
    deploymentTrail: { enabled: true, createCloudTrail: true },
  },
};

/** A call to AWS, as EventBridge receives it, and the rules that must take it. */
export interface Call {
  /** Service, call and circumstances. */
  readonly name: string;
  /** Places in the construct tree. */
  readonly taken: readonly string[];
  readonly event: Readonly<Record<string, unknown>>;
}

const call = z.strictObject({
  what: z.string(),
  /** Rules of the trail, without the common part of their names. */
  taken: z.array(z.string()),
  detail: z.looseObject({ eventSource: z.string(), eventName: z.string() }),
});
/** An event that is not a call, for the stack's other rules. */
const other = z.strictObject({
  what: z.string(),
  taken: z.array(z.string()),
  event: z.looseObject({ source: z.string(), 'detail-type': z.string() }),
});
const line = z.union([call, other]);

/**
 * Calls that the trail must take, and calls that it must not. Each line of the file has what differs from a read by an IAM
 * user. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readCalls(): readonly Call[] {
  const lines = readFileSync(join(__dirname, 'calls.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((text) => {
    const parsed = line.parse(JSON.parse(text));
    if ('event' in parsed) {
      const { what, taken, event } = parsed;
      return { name: `${event.source} ${event['detail-type']}: ${what}`, taken, event };
    }
    const { what, taken, detail } = parsed;
    const [service = ''] = detail.eventSource.split('.');
    return {
      name: `${service} ${detail.eventName}: ${what}`,
      taken: taken.map((rule) => `Trail/CallsAbout${rule}`),
      event: callEvent(service, detail),
    };
  });
}

/** A call as EventBridge receives it: a read of the credential by an IAM user, with these changes. */
export function callEvent(service: string, changes: object): Call['event'] {
  const detail = cloudTrailEvent({ userIdentity: CALLERS.user, ...changes });
  return {
    version: '0',
    id: '6b0e71bd-7e97-4d97-80ce-4a0994e55286',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: '111122223333',
    time: '2026-11-25T10:00:00Z',
    region: 'eu-central-1',
    resources: [],
    // Older events lack a field that newer ones have. A line gives null for it.
    detail: detail.managementEvent === null ? { ...detail, managementEvent: undefined } : detail,
  };
}
