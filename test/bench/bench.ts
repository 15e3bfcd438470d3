import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { MendableError } from '../mendable-error';
import { wholeNumber } from '../whole-number-setting';
import { BUNDLING, bundleTable } from './bundles';
import { detectionTable } from './detections';
import { growthTable } from './growth';
import { operateTable } from './operate';
import { searchTable } from './search';
import { trailTable } from './trail';

const say = (text: string) => process.stdout.write(`${text}\n`);

// The simulator has all rows of a query in memory.
const MOST_OF_PANTHER = 300_000;
// Each is a capture of its own, and of each come three objects more.
const MOST_OF_TRAIL = 20_000;

interface Section {
  readonly name: string;
  readonly title: string;
  readonly table: (worker: string, folder: string, most: number) => Promise<string>;
  /** More events than this are not measured. */
  readonly most?: number;
}

const SECTIONS: readonly Section[] = [
  {
    name: 'growth',
    title:
      'Backlogs of growing size. Target: cost per event and memory stay level, collect within 2 × its floor, below 200 MB.',
    table: growthTable('atlassian'),
  },
  {
    name: 'panther',
    title:
      'The same of a Panther source, HTTP in its floor. Target: cost per record and memory stay level, below 200 MB.',
    table: growthTable('panther'),
    most: MOST_OF_PANTHER,
  },
  {
    name: 'trail',
    title:
      'The deployment trail, one event a call. Target: an event that comes in order costs the same in every archive.',
    table: trailTable,
    most: MOST_OF_TRAIL,
  },
  {
    name: 'operate',
    title:
      "The operator's commands on an archive, beside reading it. Target: cost per event stays level, memory below 300 MB.",
    table: operateTable,
  },
  {
    name: 'detections',
    title: 'Detections. Target: 83,000 events per CPU second, through one rule and through thirty.',
    table: detectionTable,
  },
  {
    name: 'bundles',
    title: 'Bundles. Target: no slower to import than the SDK alone.',
    table: (_worker, folder) => bundleTable(folder),
  },
  {
    name: 'search',
    title: 'Search in a year of events. Target: a query about a week reads only the objects of that week.',
    table: searchTable,
  },
];

async function bench(most: number, sections: readonly Section[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-bench-'));
  try {
    // Split: what one job alone imports is not in the memory of the others. A part of DuckDB is no JavaScript.
    const bundle = { outdir: folder, splitting: true, external: ['@duckdb/node-api'] };
    await build({ ...BUNDLING, ...bundle, entryPoints: ['test/bench/worker.ts'] });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
    for (const { title, table, most: limit = Infinity } of sections) {
      say(`\n${title}`);
      say(await table(join(folder, 'worker.js'), folder, Math.min(most, limit)));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main([events = '1000000', wanted]: readonly string[]): Promise<void> {
  const sections = SECTIONS.filter(({ name }) => wanted === undefined || name === wanted);
  if (sections.length === 0) {
    const names = SECTIONS.map(({ name }) => name).join(', ');
    throw new MendableError(`There is no section ${JSON.stringify(wanted)}; there are ${names}.`);
  }
  await bench(wholeNumber('The number of events', events, 1_000), sections);
}

// `npm run bench -- 10000000` for a larger backlog, `npm run bench -- 10000000 search` for one section.
main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = 1;
  if (!(error instanceof MendableError)) throw error;
  process.stderr.write(`${error.message}\n`);
});
