import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { DAY_MS, dayOf } from '../../lambda/schema/days';
import { expandOccurs } from '../../queries/occurs-macros';
import { filled, savedQuery } from '../../queries/saved-queries';
import { MendableError } from '../mendable-error';
import type { Measured } from './measured';
import { objectsSince, RARE_ACTOR, YEAR_END } from './search-lake';

// How far back is asked, in days, from the end of the year: saved queries end now.
const SPANS = { 'by-actor, the last week': 7, 'by-actor, the year': 366 } as const;
// The ten bytes of each object's header are read twice, and the engine reads a kilobyte or so about the machine. In a lake
// of 100,000 events, the object of one more day is already larger than what is allowed.
const ALLOWED_BYTES_PER_OBJECT = 10;
const ALLOWED_BYTES = 16_384;

const run = promisify(execFile);

interface Searched extends Measured {
  /** Null where the system does not count them. */
  readonly bytesRead: number | null;
}

interface Partitions {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * The saved query `by-actor` about the last week and about the whole of a year of `most` events, each beside its floor.
 * Throws `MendableError` when an answer is wrong, or when more was read for it than the days that it is about.
 */
export async function searchTable(worker: string, folder: string, most: number): Promise<string> {
  const lake = join(folder, 'search-lake');
  const runJob = async (job: string, target: string, about = target): Promise<Searched> => {
    process.stderr.write(`${job}: ${about} …\n`);
    const { stdout } = await run(process.execPath, [worker, job, target, lake]);
    return JSON.parse(stdout);
  };
  const { events } = await runJob('fill-lake', String(most));
  const table = new Table({
    head: [
      `${events.toLocaleString('en-US')} events`,
      ...['rows found', 'objects', 'MB in them', 'MB read', 'wall s', 'CPU s', '× floor', 'peak MB'],
    ],
    style: { head: [], border: [] },
  });
  for (const [title, days] of Object.entries(SPANS)) {
    const since = dayOf(YEAR_END - days * DAY_MS);
    const sql = filled(savedQuery('by-actor'), { actor: RARE_ACTOR, since: `${days} days` });
    const floor = await runJob('search-floor', since, title);
    const found = await runJob('search', expandOccurs(sql, YEAR_END), title);
    const partitions = await partitionsSince(lake, since);
    check(title, found, floor, partitions);
    table.push(row(title, found, floor, partitions), row('floor: inflate, JSON.parse', floor, floor, partitions));
  }
  return table.toString();
}

async function partitionsSince(lake: string, day: string): Promise<Partitions> {
  const paths = await objectsSince(lake, day);
  let bytes = 0;
  for (const path of paths) bytes += (await stat(path)).size;
  return { objects: paths.length, bytes };
}

function check(title: string, found: Searched, floor: Searched, { objects, bytes }: Partitions): void {
  if (found.events !== floor.events) {
    throw new MendableError(`${title}: ${found.events} rows were found, ${floor.events} are there.`);
  }
  const allowed = bytes + objects * ALLOWED_BYTES_PER_OBJECT + ALLOWED_BYTES;
  if (found.bytesRead !== null && found.bytesRead > allowed) {
    throw new MendableError(
      `${title}: ${found.bytesRead} bytes were read, and its ${objects} objects have ${bytes}: others were read too.`,
    );
  }
}

function row(title: string, measured: Searched, floor: Searched, { objects, bytes }: Partitions): string[] {
  const places = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const megabytes = (count: number) => (count / 1e6).toLocaleString('en-US', places);
  return [
    title,
    measured.events.toLocaleString('en-US'),
    objects.toLocaleString('en-US'),
    megabytes(bytes),
    measured.bytesRead === null ? '-' : megabytes(measured.bytesRead),
    measured.seconds.toFixed(1),
    measured.cpuSeconds.toFixed(1),
    (measured.cpuSeconds / floor.cpuSeconds).toFixed(2),
    measured.peakMegabytes.toFixed(0),
  ];
}
