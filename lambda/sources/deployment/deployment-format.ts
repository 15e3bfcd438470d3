import * as z from 'zod/mini';
import { LOG_TYPE_OF } from '../../names';
import { isObject } from '../../schema/canonical-json';
import { parseExactly } from '../../schema/exact-json';
import { exactText } from '../../schema/exact-text';
import { itself, type RecordFormat } from '../record-format';
import { auditRecordOf } from './audit-record';

const keptSchema = z.object({ version: z.string(), receivedAt: z.string(), event: z.unknown() });
const bodySchema = z.object({ kept: z.array(z.unknown()) });

/** The body of a capture of the deployment trail: what was kept, as JSON. */
export function deploymentBody(kept: readonly z.infer<typeof keptSchema>[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ kept }));
}

/** What the trail kept becomes records of Panther.Audit; an event that EventBridge delivers twice is one. */
export const deploymentFormat: RecordFormat = {
  logType: LOG_TYPE_OF.deployment,
  readRecords: (body) => bodySchema.parse(parseExactly(exactText(body))).kept,
  identityOf(record) {
    const event = isObject(record) ? record.event : undefined;
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    return isObject(event) && typeof event.eventID === 'string' && event.eventID !== ''
      ? event.eventID
      : (event ?? record);
  },
  recordOf(record) {
    const kept = keptSchema.safeParse(record);
    return kept.success ? auditRecordOf(kept.data) : itself(record);
  },
};
