import * as z from 'zod/mini';
import { canonicalJson, isObject } from '../../schema/canonical-json';
import { parseExactly } from '../../schema/exact-json';
import { exactText } from '../../schema/exact-text';
import { pantherLogType } from '../panther/log-type';
import type { pantherAudit } from '../panther/panther-audit';
import { itself, type RecordFormat } from '../record-format';
import { type ArchivedEvent, auditRecordOf } from './audit-record';
import { ownActionSchema } from './own-action';

const common = {
  version: z.string(),
  receivedAt: z.string(),
  // Captures of older versions lack it.
  buckets: z.catch(z.optional(z.object({ archive: z.string(), lake: z.string() })), undefined),
};
const keptSchema = z.union([
  z.object({ ...common, action: ownActionSchema }),
  z.object({ ...common, event: z.unknown() }),
]);
const bodySchema = z.object({ kept: z.array(z.unknown()) });

/** The body of a capture of the deployment trail: the archived events, as JSON. */
export function deploymentBody(kept: readonly ArchivedEvent[]): Uint8Array {
  return new TextEncoder().encode(textOf({ kept }));
}

// JSON.stringify fails on very deep values; canonicalJson writes them, with names in order.
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return canonicalJson(value);
  }
}

/** Archived trail events become records of Panther.Audit. An event that EventBridge delivers twice is one record. */
export const deploymentFormat: RecordFormat<typeof pantherAudit> = {
  logType: pantherLogType,
  readRecords: (body) => bodySchema.parse(parseExactly(exactText(body))).kept,
  identityOf(record) {
    if (!isObject(record)) return record;
    const { event, action } = record;
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    return idIn(event, 'eventID') ?? idIn(action, 'id') ?? ('event' in record ? event : record);
  },
  recordOf(record) {
    const kept = keptSchema.safeParse(record);
    return kept.success ? auditRecordOf(kept.data) : itself(record);
  },
};

// Wrapped in an object: an event could be a string that equals another event's id.
function idIn(value: unknown, field: string): object | undefined {
  const id = isObject(value) ? value[field] : undefined;
  return typeof id === 'string' && id !== '' ? { [field]: id } : undefined;
}
