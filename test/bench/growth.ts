import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import type { PullKind } from '../../lambda/sources/pullers';
import type { Measured } from './measured';
import { LOOKBACK_DAYS } from './pulling';

const run = promisify(execFile);

/** Each job and the floor that stands beside it: what nobody could do the job without, with the same data. */
type Jobs = Readonly<Record<string, string>>;

const COLLECTING: Jobs = { collect: 'collector-floor', process: 'processor-floor' };
const KEEPING: Jobs = { keep: 'keep-floor', process: 'keep-process-floor' };

/** Where so many events are, and what they cost. */
export interface Backlog {
  readonly events: number;
  /** The archive that was made of them. */
  readonly directory: string;
  readonly results: ReadonlyMap<string, Measured>;
}

/** Cost of collecting and processing backlogs of 10,000 events, ten times as many, and so on up to `most`. */
export function growthTable(kind: PullKind) {
  return async (worker: string, folder: string, most: number): Promise<string> => {
    const backlogs = [];
    for (const events of sizes(10_000, most)) {
      const directory = join(folder, `${kind}-${events}`);
      const measured = (baseUrl: string) => measureBacklog(worker, COLLECTING, { events, directory }, baseUrl, kind);
      backlogs.push(await served(worker, kind, events, measured));
    }
    return backlogTable(COLLECTING, backlogs);
  };
}

/** Has a simulator serve so many events of the time that a collector looks back, while something is done with its address. */
export async function served<T>(
  worker: string,
  kind: PullKind,
  events: number,
  work: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const server = spawn(process.execPath, [worker, 'serve', String(events / LOOKBACK_DAYS), '', kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(server.stdout, 'data');
    return await work(String(line).trim());
  } finally {
    server.stdin.end();
  }
}

/** Cost of keeping events one by one, of which there are 100, ten times as many, and so on, and of processing them. */
export async function keepingTable(
  worker: string,
  folder: string,
  most: number,
): Promise<{ readonly table: string; readonly backlogs: readonly Backlog[] }> {
  const backlogs: Backlog[] = [];
  for (const events of sizes(100, most)) {
    const directory = join(folder, `trail-${events}`);
    backlogs.push(await measureBacklog(worker, KEEPING, { events, directory }, String(events)));
  }
  return { table: backlogTable(KEEPING, backlogs), backlogs };
}

function sizes(least: number, most: number): readonly number[] {
  const below: number[] = [];
  for (let size = least; size < most; size *= 10) below.push(size);
  return [...below, most];
}

async function measureBacklog(
  worker: string,
  jobs: Jobs,
  { events, directory }: Pick<Backlog, 'events' | 'directory'>,
  target: string,
  kind = '',
): Promise<Backlog> {
  const results = new Map<string, Measured>();
  for (const job of Object.entries(jobs).flat()) {
    process.stderr.write(`${job} of ${events.toLocaleString('en-US')} events …\n`);
    const { stdout } = await run(process.execPath, [worker, job, target, directory, kind]);
    results.set(job, JSON.parse(stdout));
  }
  return { events, directory, results };
}

function backlogTable(jobs: Jobs, backlogs: readonly Backlog[]): string {
  return costTable(
    Object.entries(jobs).flatMap(([job, floor]) =>
      backlogs.map(({ results }) => [job, results.get(job), results.get(floor)] as const),
    ),
  );
}

/** What each job cost, and as a multiple of its floor. */
export function costTable(
  costs: readonly (readonly [job: string, result: Measured | undefined, floor: Measured | undefined])[],
): string {
  const table = new Table({
    head: ['', 'events', 'CPU s per 100,000', 'floor', '× floor', 'wall s', 'peak MB'],
    style: { head: [], border: [] },
  });
  for (const cost of costs) table.push(row(...cost));
  return table.toString();
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
