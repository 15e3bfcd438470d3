import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { DETECTIONS } from '../../detections/index';
import { decodeCapture } from '../../lambda/archive/capture';
import { Detector } from '../../lambda/detection/detector';
import { activeDetections, DEFAULT_SETTINGS } from '../../lambda/detection/settings';
import { systemClock } from '../../lambda/platform/clock';
import { processCapture } from '../../lambda/process';
import { runCollector } from '../../lambda/run-collector';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { atlassianDemo } from '../../local/credentials';
import { DirectoryObjectStore } from '../../local/directory-object-store';
import { startAtlassianSimulator } from '../../local/simulators/atlassian/simulator';
import { detectAll, everyEventRules, shippedDetections, simulatedRows } from './detecting';
import type { Measured } from './measured';
import { fillLake } from './search-lake';
import { bytesRead, inflateAndParse } from './searching';

// Each job runs in a process of its own, so that its CPU and its memory are its own.
const [job, target = '', directory = ''] = process.argv.slice(2);
const archive = new DirectoryObjectStore(`${directory}/archive`);
const lake = new DirectoryObjectStore(`${directory}/lake`);
const silent = { info() {}, warn() {}, error() {} };

function openSource() {
  return new AtlassianSource({ apiBaseUrl: target, secret: atlassianDemo, clock: systemClock, random: Math.random });
}

/** Serves events at the given rate a day until its parent goes. */
async function serve(): Promise<void> {
  const simulator = await startAtlassianSimulator({ eventsPerDay: Number(target) });
  process.stdout.write(`${simulator.baseUrl}\n`);
  process.stdin.resume().on('end', () => simulator.stop());
}

type PageWork = (page: Uint8Array) => number;

/** What no collector can do without: parse each page and compress it. */
const collectorFloor: PageWork = (page) => {
  gzipSync(page);
  return JSON.parse(new TextDecoder().decode(page)).data.length;
};

/** What no processor can do without: parse each page, digest each record, write each as a row, compress the rows. */
const processorFloor: PageWork = (page) => {
  const records: unknown[] = JSON.parse(new TextDecoder().decode(page)).data;
  const rows = records.map((record) => {
    const row = JSON.stringify(record);
    return `{"p_row_id":"${createHash('sha256').update(row).digest('hex').slice(0, 32)}",${row.slice(1)}\n`;
  });
  gzipSync(Buffer.from(rows.join('')));
  return records.length;
};

/** Does a piece of work on every page that was collected; reading and inflating them is not measured. */
async function overPages(work: PageWork): Promise<Measured> {
  const total = { events: 0, cpuSeconds: 0, seconds: 0, peakMegabytes: 0 };
  let pages: Uint8Array[] = [];
  const measurePages = async () => {
    const measured = await measure(async () => pages.reduce((events, page) => events + work(page), 0));
    pages = [];
    total.events += measured.events;
    total.cpuSeconds += measured.cpuSeconds;
    total.seconds += measured.seconds;
    total.peakMegabytes = measured.peakMegabytes;
  };
  for await (const key of archive.list('captures/')) {
    const object = await archive.get(key);
    if (object) pages.push(decodeCapture(key, object.body).body);
    if (pages.length === 50) await measurePages();
  }
  await measurePages();
  return total;
}

async function collect(): Promise<number> {
  const metrics = { publish: async () => {} };
  const { tally } = await runCollector({
    source: 'atlassian-main',
    kind: 'atlassian',
    pullSource: openSource(),
    archive,
    lake,
    metrics,
    clock: systemClock,
    logger: silent,
    deadline: Infinity,
    lookbackDays: 180,
    sweep: 'daily',
  });
  return tally.records;
}

async function processAll(): Promise<number> {
  const watching = {
    archive,
    lake,
    detector: new Detector(activeDetections(DETECTIONS, DEFAULT_SETTINGS)),
    notifier: { tell: async () => {} },
    notifyDays: DEFAULT_SETTINGS.notifyDays,
    clock: systemClock,
    logger: silent,
    run: 'bench',
  };
  let records = 0;
  for await (const key of archive.list('captures/')) {
    const { receipt } = await processCapture(watching, key);
    records += receipt.counts.events + receipt.counts.rejected;
  }
  return records;
}

// The CPU of all threads: the garbage collector's are a good part of it.
async function measure(work: () => Promise<number>): Promise<Measured> {
  const before = process.cpuUsage();
  const began = performance.now();
  const events = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    events,
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - began) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
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

const jobs: Readonly<Record<string, () => Promise<Measured>>> = {
  'collector-floor': () => overPages(collectorFloor),
  'processor-floor': () => overPages(processorFloor),
  collect: () => measure(collect),
  process: () => measure(processAll),
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
