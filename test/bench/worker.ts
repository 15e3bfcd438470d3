import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../lambda/platform/clock';
import { processCapture } from '../../lambda/process';
import { runCollector } from '../../lambda/run-collector';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { readAtlassianPage } from '../../lambda/sources/atlassian/page';
import { demoCredential } from '../../local/credentials';
import { DirectoryObjectStore } from '../../local/directory-object-store';
import { startAtlassianSimulator } from '../../local/simulators/atlassian/simulator';

// Each job runs in a process of its own, so that its CPU and its memory are its own.
const [job, target = '', directory = ''] = process.argv.slice(2);
const archive = new DirectoryObjectStore(`${directory}/archive`);
const lake = new DirectoryObjectStore(`${directory}/lake`);
const silent = { info() {}, warn() {}, error() {} };

function openSource() {
  return new AtlassianSource({ apiBaseUrl: target, secret: demoCredential, clock: systemClock, random: Math.random });
}

/** Serves events at the given rate a day until its parent goes. */
async function serve(): Promise<void> {
  const simulator = await startAtlassianSimulator({ eventsPerDay: Number(target) });
  process.stdout.write(`${simulator.baseUrl}\n`);
  process.stdin.resume().on('end', () => simulator.stop());
}

/** What no collector can do without: parse each page and compress it. */
async function floor(): Promise<number> {
  const source = openSource();
  let request = source.requestSince(0);
  let events = 0;
  for (;;) {
    const answer = await source.ask(request, Infinity);
    if (answer.kind !== 'page' || answer.page.records.length === 0 || !answer.page.next) return events;
    const { body } = answer.page;
    measure(() => {
      events += readAtlassianPage(body).records.length;
      gzipSync(body);
    });
    request = answer.page.next;
  }
}

async function collect(): Promise<number> {
  const metrics = { publish: async () => {} };
  const { tally } = await runCollector({
    source: 'atlassian-main',
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
  let records = 0;
  for await (const key of archive.list('captures/')) {
    const { receipt } = await processCapture({ archive, lake }, key);
    records += receipt.counts.events + receipt.counts.rejected;
  }
  return records;
}

let measured = 0;
function measure(work: () => void): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  measured += user + system;
}

async function report(work: () => Promise<number>, onlyMeasured: boolean): Promise<void> {
  const before = process.cpuUsage();
  const began = performance.now();
  const events = await work();
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (onlyMeasured ? measured : user + system) / 1e6;
  const seconds = (performance.now() - began) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ events, cpuSeconds, seconds, peakMegabytes })}\n`);
}

const jobs: Record<string, () => Promise<void>> = {
  serve,
  floor: () => report(floor, true),
  collect: () => report(collect, false),
  process: () => report(processAll, false),
};
jobs[job ?? '']?.();
