import { Archive, isoTime } from '../archive/archive';
import type { Resume } from '../archive/capture';
import { type LastRun, readState, type State, saveState } from '../archive/state';
import { ApiRefusedError } from '../errors';
import type { ObjectStore } from '../platform/object-store';
import type { PullKind } from '../sources/kinds';
import type { PullSource } from '../sources/pull-source';
import { lastRunOf, reasonOf } from './last-run';
import { type Ending, type Reading, readPages, type Tally } from './read-pages';

const HOUR_MS = 60 * 60 * 1000;
const SWEEP_REACH_MS = 48 * HOUR_MS;
const SWEEP_EVERY_MS = 24 * HOUR_MS;

/** What one run of the collector works on. */
export interface Collection extends Reading {
  /** The kind of the source. */
  readonly kind: PullKind;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  /** How far back the very first poll reaches. */
  readonly lookbackDays: number;
  /** Sweep when the last one is a day old, or at the end of every run. */
  readonly sweep: 'daily' | 'every-run';
}

/**
 * One run of the collector: polls until it has caught up, then sweeps when a sweep is due.
 * Position and records are committed together, page by page, so it may be killed anywhere.
 * Throws what the source throws; the position stays.
 */
export async function collect(collection: Collection, tally: Tally): Promise<Ending> {
  const { source, pullSource, clock, lake, logger } = collection;
  const startedAt = clock.now();
  const hint = await readState(lake, source, logger);
  let archive: Archive | undefined;
  let caughtUp = false;
  let sweep: SweepState = { sweptAt: hint.state?.sweptAt ?? null, sweep: hint.state?.sweep ?? null };

  const first: Resume = {
    request: pullSource.requestSince(startedAt - collection.lookbackDays * 24 * HOUR_MS),
    polledTo: null,
  };
  const poll = async (archive: Archive): Promise<Ending> => {
    const isFirstRun = archive.head === undefined;
    const position = await pollingPosition(collection, archive, first);
    const polled = await readPages(collection, archive, tally, 'poll', position, first);
    caughtUp = polled.ending.kind === 'caught-up';
    tally.lag = caughtUp ? 0 : clock.now() - reachedBy(polled.position, startedAt, collection);
    // A run that began at the beginning has just read what a sweep would read.
    if (isFirstRun) sweep = { ...sweep, sweptAt: isoTime(startedAt) };
    if (polled.refused) sweep = { ...sweep, sweptAt: null };
    if (!caughtUp || archive.head === undefined) return polled.ending;
    if (!isSweepDue(collection, sweep, isFirstRun, startedAt)) return polled.ending;

    const beginning = sweepStart(archive, pullSource, startedAt);
    const begun = sweep.sweep ?? { startedAt: isoTime(startedAt), request: beginning.request };
    const sweepFrom = (request: Resume['request']) =>
      readPages(collection, archive, tally, 'sweep', { ...beginning, request }, beginning);
    const swept = await sweepFrom(begun.request).catch((error: unknown) => {
      // The hint is only a hint: where the API refuses to go on from there, the sweep begins anew.
      if (sweep.sweep === null || !(error instanceof ApiRefusedError)) throw error;
      return sweepFrom(beginning.request);
    });
    sweep =
      swept.ending.kind === 'caught-up'
        ? { sweptAt: begun.startedAt, sweep: null }
        : { ...sweep, sweep: { ...begun, request: swept.position.request } };
    return swept.ending;
  };
  const save = (ending: LastRun['ending'], reason?: string) => {
    const ended = { at: clock.now(), caughtUp, ending, ...(reason === undefined ? {} : { reason }) };
    const head = archive?.head?.header.seq ?? hint.state?.head ?? 0;
    return saveState(lake, source, hint, { head, ...sweep, lastRun: lastRunOf(ended, hint.state?.lastRun) }, logger);
  };
  try {
    archive = await Archive.open(collection.archive, source, collection.kind, hint.state?.head);
    const ending = await poll(archive);
    await save(ending.kind);
    return ending;
  } catch (error) {
    await save('failed', reasonOf(error));
    throw error;
  }
}

// Before the first page, all of the past is still to come.
function reachedBy({ polledTo }: Resume, startedAt: number, { lookbackDays }: Collection): number {
  return polledTo === null ? startedAt - lookbackDays * 24 * HOUR_MS : Date.parse(polledTo);
}

type SweepState = Pick<State, 'sweptAt' | 'sweep'>;

// After a change of organization in the credential, the position in the old one's feed must not hide the new one's past.
async function pollingPosition({ pullSource, logger, source }: Collection, archive: Archive, first: Resume) {
  if (archive.head === undefined) return first;
  const { request, resume } = archive.head.header;
  const feed = await pullSource.feed();
  if (request.path === feed) return resume;
  logger.warn('The credential is for another feed than the newest capture; polling begins anew.', {
    source,
    before: request.path,
    now: feed,
  });
  return first;
}

function isSweepDue(collection: Collection, { sweptAt }: SweepState, isFirstRun: boolean, now: number) {
  // A clock that was wrong once must not put sweeps off until it is right.
  if (sweptAt === null || Date.parse(sweptAt) > now) return true;
  return collection.sweep === 'every-run' ? !isFirstRun : now - Date.parse(sweptAt) >= SWEEP_EVERY_MS;
}

// From the watermark, not from now: after days of silence there is just as much to sweep.
function sweepStart(archive: Archive, pullSource: PullSource, now: number): Resume {
  const watermark = archive.head?.header.watermark;
  const end = watermark ? Date.parse(watermark) : now;
  return { request: pullSource.requestSince(end - SWEEP_REACH_MS), polledTo: null };
}
