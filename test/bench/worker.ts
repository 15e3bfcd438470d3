import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { activeDetections, DEFAULT_SETTINGS } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import { runCollector } from '../../lambda/collect/collector-run';
import { systemClock } from '../../lambda/platform/clock';
import { processCapture } from '../../lambda/process/process-capture';
import { PULL_KINDS } from '../../lambda/sources/pullers';
import { DETECTIONS } from '../shipped-detections';
import { type Arrival, measureArrivals } from './arrivals';
import { detectAll, everyEventRules, shippedDetections, simulatedRows } from './detecting';
import { keepAll, keepPlainly } from './keeping';
import { measure } from './measure';
import type { Measured } from './measured';
import { backfillAll, collectLastDay, lookAtStatus, readPlainly, replayAll, verifyAll } from './operating';
import { overPages, processorFloor } from './pages';
import { LOOKBACK_DAYS, PULLING } from './pulling';
import { fillLake } from './search-lake';
import { bytesRead, inflateAndParse } from './searching';
import { trailEvent } from './trail-events';

// Each job runs in a process of its own, so that its CPU and its memory are its own.
const [job, target = '', directory = '', kind = ''] = process.argv.slice(2);
const pullKind = PULL_KINDS.find((one) => one === kind) ?? 'atlassian';
const archive = new DirectoryObjectStore(`${directory}/archive`);
const lake = new DirectoryObjectStore(`${directory}/lake`);
const floor = new DirectoryObjectStore(`${directory}/floor`);
const silent = { info() {}, warn() {}, error() {} };

/** Serves events at the given rate a day until its parent goes. */
async function serve(): Promise<void> {
  const simulator = await PULLING[pullKind].serve(Number(target));
  process.stdout.write(`${simulator.baseUrl}\n`);
  process.stdin.resume().on('end', () => simulator.stop());
}

async function collect(): Promise<number> {
  const metrics = { publish: async () => {} };
  const { tally } = await runCollector({
    source: 'bench',
    kind: pullKind,
    pullSource: PULLING[pullKind].open(target),
    archive,
    lake,
    metrics,
    clock: systemClock,
    logger: silent,
    deadline: Infinity,
    lookbackDays: LOOKBACK_DAYS,
    sweep: 'daily',
  });
  return tally.records;
}

const watching = {
  archive,
  lake,
  detector: new Detector(activeDetections(DETECTIONS, DEFAULT_SETTINGS)),
  notifier: { notify: async () => {} },
  notifyDays: DEFAULT_SETTINGS.notifyDays,
  clock: systemClock,
  logger: silent,
  run: 'bench',
};

async function processAll(): Promise<number> {
  let records = 0;
  for await (const key of archive.list('captures/')) {
    const { receipt } = await processCapture(watching, key);
    records += receipt.counts.events + receipt.counts.rejected;
  }
  return records;
}

/** What does not say how many events it was about. */
async function uncounted(work: Promise<void>): Promise<number> {
  await work;
  return 0;
}

/** Measures work on so many events of CloudTrail, which are made beforehand. */
function withEvents(work: (texts: readonly string[]) => Promise<number>): Promise<Measured> {
  const texts = Array.from({ length: Number(target) }, (_, number) => trailEvent(number));
  return measure(() => work(texts));
}

const DETECTED_EVENTS = 200_000;

/** Takes rows that are made beforehand through detections. */
async function detect(work: (rows: readonly string[]) => number): Promise<Measured & { readonly matches: number }> {
  const rows = simulatedRows(DETECTED_EVENTS);
  work(rows.slice(0, 20_000));
  let matches = 0;
  const measured = await measure(async () => {
    matches = work(rows);
    return rows.length;
  });
  return { ...measured, matches };
}

function parseAll(rows: readonly string[]): number {
  return rows.filter((row) => JSON.parse(row) === undefined).length;
}

// Beside what else is measured: the bytes that are read for it.
async function search(find: () => Promise<number>): Promise<Measured & { readonly bytesRead: number }> {
  const before = bytesRead();
  const measured = await measure(find);
  return { ...measured, bytesRead: bytesRead() - before };
}

const jobs: Readonly<Record<string, () => Promise<Measured | readonly Arrival[]>>> = {
  'collector-floor': () => PULLING[pullKind].floor(target, archive),
  'processor-floor': () => overPages(archive, processorFloor(pullKind)),
  collect: () => measure(collect),
  process: () => measure(processAll),
  'read-floor': () => measure(() => readPlainly({ archive })),
  'collect-last-day': () => measure(() => collectLastDay({ archive, lake }, target)),
  backfill: () => measure(() => backfillAll({ archive, lake }, target)),
  replay: () => measure(() => replayAll({ archive, lake }, async (key) => void (await processCapture(watching, key)))),
  verify: () => measure(() => uncounted(verifyAll({ archive, lake }))),
  status: () => measure(() => uncounted(lookAtStatus({ archive, lake }))),
  keep: () => withEvents((texts) => keepAll({ archive, lake }, texts)),
  'keep-floor': () => withEvents((texts) => keepPlainly(floor, texts)),
  'keep-process-floor': () => overPages(archive, processorFloor('deployment'), floor),
  arrivals: () => measureArrivals({ archive, lake }, Number(target)),
  'detect-floor': () => detect(parseAll),
  'detect-one': () => detect((rows) => detectAll(shippedDetections(1), rows)),
  'detect-thirty': () => detect((rows) => detectAll(shippedDetections(30), rows)),
  'detect-shipped': () => detect((rows) => detectAll(shippedDetections(), rows)),
  'detect-every-event': () => detect((rows) => detectAll(everyEventRules(30), rows)),
  'fill-lake': () => measure(() => fillLake(directory, Number(target))),
  search: async () => {
    // Imported here: a database counts as memory of whoever has it.
    const { rowsFound } = await import('./rows-found.js');
    return search(() => rowsFound(directory, target));
  },
  'search-floor': () => search(() => inflateAndParse(directory, target)),
};
if (job === 'serve') serve();
else jobs[job ?? '']?.().then((measured) => process.stdout.write(`${JSON.stringify(measured)}\n`));
