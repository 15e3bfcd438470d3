import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import type { Measured } from './measured';

const RETENTION_DAYS = 180;
const run = promisify(execFile);

/** Each job and the floor that stands beside it: what nobody could do the job without, on the same pages. */
const JOBS = { collect: 'collector-floor', process: 'processor-floor' } as const;

/** Cost of collecting and processing backlogs of 10,000 events, ten times as many, and so on up to `most`. */
export async function growthTable(worker: string, folder: string, most: number): Promise<string> {
  const table = new Table({
    head: ['', 'events', 'CPU s per 100,000', 'floor', '× floor', 'wall s', 'peak MB'],
    style: { head: [], border: [] },
  });
  const sizes: number[] = [];
  for (let size = 10_000; size < most; size *= 10) sizes.push(size);
  const measured = [];
  for (const size of [...sizes, most]) measured.push(await measureBacklog(worker, join(folder, `${size}`), size));
  for (const [job, floor] of Object.entries(JOBS)) {
    for (const results of measured) table.push(row(job, results.get(job), results.get(floor)));
  }
  return table.toString();
}

async function measureBacklog(worker: string, lake: string, events: number): Promise<ReadonlyMap<string, Measured>> {
  const server = spawn(process.execPath, [worker, 'serve', String(events / RETENTION_DAYS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(server.stdout, 'data');
  const results = new Map<string, Measured>();
  for (const job of Object.entries(JOBS).flat()) {
    process.stderr.write(`${job} of ${events.toLocaleString('en-US')} events …\n`);
    const { stdout } = await run(process.execPath, [worker, job, String(line).trim(), lake]);
    results.set(job, JSON.parse(stdout));
  }
  server.stdin.end();
  return results;
}

function row(job: string, result: Measured | undefined, floor: Measured | undefined): string[] {
  if (!result || !floor) throw new Error(`${job} was not measured.`);
  const per100k = ({ cpuSeconds, events }: Measured) => (cpuSeconds / events) * 100_000;
  return [
    job,
    result.events.toLocaleString('en-US'),
    per100k(result).toFixed(2),
    per100k(floor).toFixed(2),
    (per100k(result) / per100k(floor)).toFixed(2),
    result.seconds.toFixed(1),
    result.peakMegabytes.toFixed(0),
  ];
}
