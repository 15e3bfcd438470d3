import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { costTable, served } from './growth';
import type { Measured } from './measured';

const run = promisify(execFile);

/** Cost of the operator's commands on an archive of so many events, each beside reading that archive. */
export async function operateTable(worker: string, folder: string, most: number): Promise<string> {
  return served(worker, 'atlassian', most, async (baseUrl) => {
    const measured = async (job: string, directory: string): Promise<Measured> => {
      process.stderr.write(`${job} of ${most.toLocaleString('en-US')} events …\n`);
      const { stdout } = await run(process.execPath, [worker, job, baseUrl, join(folder, directory)]);
      return JSON.parse(stdout);
    };
    for (const job of ['collect', 'process']) await measured(job, 'operated');
    const floor = await measured('read-floor', 'operated');
    await measured('collect-last-day', 'missing');
    const rows = [];
    for (const [job, directory, title] of JOBS) {
      const { cpuSeconds, seconds, peakMegabytes } = await measured(job, directory);
      // However many it looks at: what it costs in an archive of this size.
      rows.push([title, { cpuSeconds, seconds, peakMegabytes, events: floor.events }, floor] as const);
    }
    return costTable(rows);
  });
}

const JOBS = [
  ['backfill', 'operated', 'backfill, all archived'],
  ['backfill', 'missing', 'backfill, all but a day missing'],
  ['replay', 'operated', 'replay'],
  ['verify', 'operated', 'verify'],
  ['status', 'operated', 'status'],
] as const;
