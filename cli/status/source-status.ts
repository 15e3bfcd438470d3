import { later } from '../../lambda/archive/archive';
import type { CaptureHeader } from '../../lambda/archive/capture';
import { findHead, firstCapture } from '../../lambda/archive/head';
import { type LastRun, readState } from '../../lambda/archive/state';
import { KeepwatchError, NewerFormatError } from '../../lambda/errors';
import { parseRowsKey } from '../../lambda/lake/layout';
import { readReceipt } from '../../lambda/lake/receipt';
import { PREFIX } from '../../lambda/names';
import type { Logger } from '../../lambda/platform/logger';
import { dayOf } from '../../lambda/schema/days';
import { tableOf } from '../../lambda/sources/log-types';
import { headerOf, type SourceLog } from '../place/source-log';

/** A source's log, and a logger for a state object that cannot be read. */
export interface StatusLog extends SourceLog {
  readonly logger: Logger;
}

/** Status of one source. */
export interface SourceStatus {
  readonly source: string;
  /** The head of its log; null while nothing was archived. */
  readonly head: {
    readonly seq: number;
    readonly capturedAt: string;
    /** Time of the newest record in the archive. */
    readonly newestRecord: string | null;
  } | null;
  /** Events in the lake's partition of today, in UTC. */
  readonly eventsToday: number;
  /** Null for a source that is not polled, and before its first run. */
  readonly lastRun: LastRun | null;
  /** Null once polling has caught up. */
  readonly behind: Behind | null;
  /** Why its log or its last run could not be read. */
  readonly problem: string | null;
}

/** How far behind polling is. */
export interface Behind {
  /** Time that polling has reached: of its newest record, or when it last caught up. */
  readonly reached: string;
  /** Seconds from there to now. */
  readonly seconds: number;
  /** How much of the time since the oldest record that is behind it, 0 to 1. */
  readonly share: number;
}

const READ_AT_ONCE = 32;

/** Reads the head of a source's log, its last run, and the events of today. A failure is part of the result: it hides no other source. */
export async function sourceStatus(log: StatusLog, now: number): Promise<SourceStatus> {
  return look(log, now).catch((error: unknown) => {
    if (!(error instanceof KeepwatchError)) throw error;
    const nothing = { head: null, eventsToday: 0, lastRun: null, behind: null };
    return { source: log.name, ...nothing, problem: error.message };
  });
}

async function look(log: StatusLog, now: number): Promise<SourceStatus> {
  const { name: source, archive, lake, logger } = log;
  const stored = await readState(lake, source, logger);
  const state = stored.value;
  // What the log itself says is still known then.
  const problem =
    stored.kind === 'unreadable' && stored.problem instanceof NewerFormatError ? stored.problem.message : null;
  const seq = await findHead(archive, source, state?.head);
  const lastRun = state?.lastRun ?? null;
  if (seq === 0) return { source, head: null, eventsToday: 0, lastRun, behind: null, problem };
  const header = await headerOf(log, seq);
  const { capturedAt, watermark } = header;
  return {
    source,
    head: { seq, capturedAt, newestRecord: watermark },
    eventsToday: await eventsOf(log, header, dayOf(now)),
    lastRun,
    behind:
      header.mode === 'push' || (lastRun !== null && lastRun.caughtUpAt === lastRun.endedAt)
        ? null
        : await behindOf(log, header, lastRun?.caughtUpAt ?? null, now),
    problem,
  };
}

// Polling has reached the time at which it last caught up, even without records from then.
async function behindOf(
  log: StatusLog,
  { resume }: CaptureHeader,
  caughtUpAt: string | null,
  now: number,
): Promise<Behind | null> {
  const reached = later(resume.polledTo, caughtUpAt);
  if (reached === null) return null;
  const first = await headerOf(log, await firstCapture(log.archive, log.name));
  const oldest = Date.parse(first.range?.oldest ?? reached);
  const all = Math.max(now - oldest, 1);
  const behind = Math.max(now - Date.parse(reached), 0);
  return { reached, seconds: Math.round(behind / 1000), share: Math.max(0, 1 - behind / all) };
}

// A listing gives the captures with events of the day; their receipts say how many.
async function eventsOf({ lake, name: source }: SourceLog, { logType }: CaptureHeader, day: string): Promise<number> {
  const numbers: number[] = [];
  const ofDay = `${PREFIX.events}${tableOf(logType)}/date=${day}/${source}-`;
  for await (const key of lake.list(ofDay)) {
    const rows = parseRowsKey(key);
    // Another source's name may start the same.
    if (rows?.source === source) numbers.push(rows.seq);
  }
  let events = 0;
  for (let i = 0; i < numbers.length; i += READ_AT_ONCE) {
    const receipts = await Promise.all(numbers.slice(i, i + READ_AT_ONCE).map((seq) => readReceipt(lake, source, seq)));
    const outputs = receipts.flatMap((receipt) => receipt?.outputs ?? []).filter(({ key }) => key.startsWith(ofDay));
    events += outputs.reduce((sum, { rows }) => sum + rows, 0);
  }
  return events;
}
