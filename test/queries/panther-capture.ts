import { type CaptureHeader, captureKey, encodeCapture } from '../../lambda/archive/capture';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { processCapture } from '../../lambda/process/process-capture';
import { MemoryObjectStore } from '../memory-object-store';
import { watching } from '../watching';

const DAY = Date.parse('2026-11-22T00:00:00Z');
const SOURCE = 'panther-main';

/** What an event of Panther may say. */
export interface PantherEvent {
  /** Minutes after midnight. */
  readonly at: number;
  readonly action: string;
  /** @default 'SUCCEEDED' */
  readonly result?: string;
  /** @default 'ada' */
  readonly actor?: string;
  /** @default 'USER' */
  readonly type?: 'USER' | 'TOKEN';
  /** Where it came from. @default an empty text */
  readonly ip?: string;
  /** An address in X-Forwarded-For. */
  readonly via?: string;
  readonly description?: string;
  readonly error?: string;
}

/** Fills a lake with one capture of a Panther source, captured at noon, that holds these events. */
export async function processPanther(lake: ObjectStore, events: readonly PantherEvent[]): Promise<void> {
  const archive = new MemoryObjectStore();
  const header: CaptureHeader = {
    v: 1,
    source: SOURCE,
    kind: 'panther',
    logType: 'Panther.Audit',
    seq: 1,
    capturedAt: new Date(DAY + 12 * 3_600_000).toISOString(),
    mode: 'poll',
    request: { path: '/public/graphql', query: {} },
    response: { status: 200, requestId: null },
    count: events.length,
    duplicates: [],
    range: null,
    watermark: null,
    resume: { request: {}, polledTo: null },
    previous: null,
  };
  const results = { edges: events.map((event) => ({ node: rowOf(event) })), pageInfo: { hasNextPage: false } };
  const body = Buffer.from(JSON.stringify({ data: { dataLakeQuery: { status: 'succeeded', results } } }));
  archive.objects.set(captureKey(SOURCE, 1), encodeCapture(header, body));
  await processCapture(watching({ archive, lake }), captureKey(SOURCE, 1));
}

function rowOf({ at, action, result = 'SUCCEEDED', actor = 'ada', type = 'USER', ip = '', ...more }: PantherEvent) {
  return {
    actionName: action,
    actionDescription: more.description ?? null,
    actionResult: result,
    actor: {
      id: `${actor}-1`,
      type,
      name: actor,
      attributes: type === 'USER' ? { email: `${actor}@example.com`, role: 'Admin' } : {},
    },
    errors: more.error === undefined ? null : [{ message: more.error }],
    sourceIP: ip,
    XForwardedFor: more.via === undefined ? [] : [more.via],
    timestamp: new Date(DAY + at * 60_000).toISOString().replace('T', ' ').replace('Z', ''),
    pantherVersion: '1.120.0',
  };
}
