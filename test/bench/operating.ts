import { gunzipSync } from 'node:zlib';
import { backfill } from '../../cli/backfill/backfill';
import { replayCapture } from '../../cli/replay/replay';
import { sourceStatus } from '../../cli/status/source-status';
import { ListedRows } from '../../cli/verify/listed-rows';
import { walkChains } from '../../cli/verify/walk';
import { runCollector } from '../../lambda/collect/collector-run';
import { systemClock } from '../../lambda/platform/clock';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DAY_MS } from '../../lambda/schema/days';
import { LOOKBACK_DAYS, PULLING } from './pulling';

const SOURCE = 'bench';
const silent = { info() {}, warn() {}, error() {} };

/** What an operator's commands work on. */
export interface Stores {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
}

/** What nobody can do without who looks at an archive: read each capture, inflate it, parse its records. */
export async function readPlainly({ archive }: Pick<Stores, 'archive'>): Promise<number> {
  let events = 0;
  for await (const key of archive.list('captures/')) {
    const object = await archive.get(key);
    const text = gunzipSync(object?.body ?? '').toString();
    events += JSON.parse(text.slice(text.indexOf('\n') + 1)).data.length;
  }
  return events;
}

/** Collects the events of the last day alone: all before them is missing. */
export async function collectLastDay(stores: Stores, baseUrl: string): Promise<number> {
  const { tally } = await runCollector({
    ...stores,
    source: SOURCE,
    kind: 'atlassian',
    pullSource: PULLING.atlassian.open(baseUrl),
    metrics: { publish: async () => {} },
    clock: systemClock,
    logger: silent,
    deadline: Infinity,
    lookbackDays: 1,
    sweep: 'daily',
  });
  return tally.records;
}

/** Reads everything from the API again, and archives what is missing. */
export async function backfillAll(stores: Stores, baseUrl: string): Promise<number> {
  const { read } = await backfill({
    ...stores,
    source: SOURCE,
    kind: 'atlassian',
    pullSource: PULLING.atlassian.open(baseUrl),
    clock: systemClock,
    logger: silent,
    asked: 'all',
    since: Date.now() - LOOKBACK_DAYS * DAY_MS,
    signal: new AbortController().signal,
    onResumed() {},
    onPage() {},
  });
  return read;
}

/** Has every capture processed again. */
export async function replayAll(stores: Stores, process: (key: string) => Promise<void>): Promise<number> {
  let events = 0;
  for await (const key of stores.archive.list('captures/')) {
    const { after, failure } = await replayCapture({ ...stores, process }, key);
    if (failure !== null) throw new Error(failure);
    events += after?.records ?? 0;
  }
  return events;
}

/** Walks the chain back to its beginning, and compares all rows with their receipts. */
export async function verifyAll({ archive, lake }: Stores): Promise<void> {
  const listed = await ListedRows.of(lake);
  const since = Number.NEGATIVE_INFINITY;
  const chains = await walkChains({ archive, lake, since, now: Date.now(), rows: 'read', listed });
  if (chains.some(({ faults }) => faults.length > 0)) throw new Error('The chain is broken.');
}

/** Looks how it is. */
export async function lookAtStatus(stores: Stores): Promise<void> {
  await sourceStatus({ ...stores, name: SOURCE, logger: silent }, Date.now());
}
