import * as z from 'zod/mini';
import { isObject } from '../../schema/canonical-json';
import { parseExactly } from '../../schema/exact-json';
import { exactText } from '../../schema/exact-text';
import { parseRfc3339 } from '../../schema/timestamp';

// A cursor is part of a URL, and servers accept URLs of about 8 KB. A longer cursor could never be sent back.
const LONGEST_CURSOR = 8 * 1024;
// Twenty times the requested limit. The processor's memory could not hold the rows of a million archived records.
const MOST_RECORDS = 10_000;

const envelopeSchema = z.object({
  data: z.array(z.unknown()).check(z.maxLength(MOST_RECORDS)),
  meta: z.nullish(z.object({ next: z.nullish(z.string().check(z.maxLength(LONGEST_CURSOR))) })),
});

/** A response of events-stream: its records, unparsed, and the cursor of the next page. */
export interface AtlassianPage {
  readonly records: readonly unknown[];
  /** Absent or null on the last page. */
  readonly cursor: string | undefined;
}

/**
 * Reads a response body. Throws when it is not JSON or not the documented envelope. Records are not checked.
 * https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/#api-v1-orgs-orgid-events-stream-get
 */
export function readAtlassianPage(body: Uint8Array): AtlassianPage {
  return readEnvelope(JSON.parse(new TextDecoder().decode(body)));
}

/** The records of a captured body, with exact numbers. Throws as `readAtlassianPage` does. */
export function readAtlassianRecords(body: Uint8Array): readonly unknown[] {
  return readEnvelope(parseExactly(exactText(body))).records;
}

function readEnvelope(envelope: unknown): AtlassianPage {
  const { data, meta } = envelopeSchema.parse(envelope);
  return { records: data, cursor: meta?.next || undefined };
}

/**
 * When Atlassian processed a record, in epoch milliseconds: events-stream sorts by it. Without `processedAt`, the event's
 * own time counts.
 */
export function processingTime(record: unknown): number | undefined {
  if (!isObject(record) || !isObject(record.attributes)) return undefined;
  const { processedAt, time } = record.attributes;
  return parseTime(processedAt) ?? parseTime(time);
}

function parseTime(value: unknown): number | undefined {
  return typeof value === 'string' ? parseRfc3339(value) : undefined;
}
