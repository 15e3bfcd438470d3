import { Archive, isoTime } from '../archive/archive';
import { readState, saveState } from '../archive/state';
import { METRICS } from '../names';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { type Metrics, publishMetrics } from '../platform/metrics';
import type { ObjectStore } from '../platform/object-store';
import { parseUtc } from '../schema/timestamp';
import type { TrailEvent } from '../sources/deployment/audit-record';
import { readCloudTrailEvent } from '../sources/deployment/cloudtrail-event';
import { deploymentBody } from '../sources/deployment/format';
import type { OwnBuckets } from '../sources/deployment/own-names';
import type { Page } from '../sources/pull-source';

const FURTHEST_AHEAD_MS = 24 * 60 * 60 * 1000;

/** What archiving the events of the deployment trail needs. */
export interface TrailContext {
  /** Name of the trail's source. */
  readonly source: string;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Of Keepwatch. */
  readonly version: string;
  /** Names of the stack's buckets, from which rows get the words ARCHIVE and LAKE. @default unknown */
  readonly buckets?: OwnBuckets;
}

/**
 * Archives delivered events as one capture, without those that are archived already. Returns how many were new.
 * Throws when nothing was committed: the sender has to deliver them again.
 */
export async function archiveEvents(context: TrailContext, events: readonly TrailEvent[]): Promise<number> {
  const { source, lake, logger, metrics } = context;
  const hint = await readState(lake, source, logger);
  const archive = await Archive.open(context.archive, source, 'deployment', hint.value?.head);
  const { fresh } = await archive.append(pageOf(context, events), 'push', { request: {}, polledTo: null });
  if (archive.head) {
    const state = { head: archive.head.header.seq, sweptAt: null, sweep: null, lastRun: null };
    await saveState(lake, source, hint, state, logger);
  }
  logger.info('Archived.', { source, events: events.length, fresh: fresh.length });
  await publishMetrics(metrics, logger, source, {
    [METRICS.capturesWritten]: fresh.length > 0 ? 1 : 0,
    [METRICS.duplicates]: events.length - fresh.length,
  });
  return fresh.length;
}

function pageOf({ clock, version, buckets }: TrailContext, events: readonly TrailEvent[]): Page {
  const receivedAt = clock.now();
  const records = events.map((event) => ({
    version,
    receivedAt: isoTime(receivedAt),
    ...(buckets && { buckets }),
    ...event,
  }));
  return {
    request: { path: 'eventbridge', query: {} },
    response: { status: 200, requestId: null },
    receivedAt,
    body: deploymentBody(records),
    records,
    times: events.map((event) => timeOf(event, receivedAt)),
    next: undefined,
    inAnyOrder: true,
  };
}

function timeOf(event: TrailEvent, receivedAt: number): number | undefined {
  if ('action' in event) return receivedAt;
  const time = parseUtc(readCloudTrailEvent(event.event)?.eventTime ?? '');
  return time !== undefined && time <= receivedAt + FURTHEST_AHEAD_MS ? time : undefined;
}
