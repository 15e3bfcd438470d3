import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import type { Arrival } from './arrivals';
import { keepingTable } from './growth';

const run = promisify(execFile);

/**
 * Cost of keeping the deployment trail's events in order, and of the next event by how it arrives, in archives of 100
 * captures, ten times as many, and so on.
 */
export async function trailTable(worker: string, folder: string, most: number): Promise<string> {
  const { table, backlogs } = await keepingTable(worker, folder, most);
  const arrivals = new Table({
    head: ['captures', 'the next event', 'reads', 'looks', 'lists', 'writes', 'kept', 'CPU ms', '× floor'],
    style: { head: [], border: [] },
  });
  for (const { events, directory } of backlogs) {
    process.stderr.write(`arrivals after ${events.toLocaleString('en-US')} captures …\n`);
    const { stdout } = await run(process.execPath, [worker, 'arrivals', String(events), directory]);
    const ways: readonly Arrival[] = JSON.parse(stdout);
    const floor = ways[0]?.cpuMilliseconds ?? Number.NaN;
    for (const way of ways) arrivals.push(row(events, way, floor));
  }
  return `${table}\n${arrivals.toString()}`;
}

function row(captures: number, { how, calls, kept, cpuMilliseconds }: Arrival, floor: number): string[] {
  const { gets, looks, lists, puts } = calls;
  const counts = [gets, looks, lists, puts].map((count) => count.toLocaleString('en-US', { maximumFractionDigits: 1 }));
  const cost = [kept, cpuMilliseconds, cpuMilliseconds / floor].map((number) => number.toFixed(2));
  return [captures.toLocaleString('en-US'), how, ...counts, ...cost];
}
