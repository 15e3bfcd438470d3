import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLING, bundleTable } from './bundles';
import { detectionTable } from './detections';
import { growthTable } from './growth';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function bench(most: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-bench-'));
  try {
    const worker = join(folder, 'worker.mjs');
    await build({ ...BUNDLING, entryPoints: ['test/bench/worker.ts'], outfile: worker });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
    say(
      'Backlogs of growing size. Due: cost per event and memory stay level, collect within 2 × its floor, below 200 MB.',
    );
    say(await growthTable(worker, folder, most));
    say('\nDetections. Due: 83,000 events a CPU second, through one rule and through thirty.');
    say(await detectionTable(worker));
    say('\nBundles. Due: no slower to import than the SDK alone.');
    say(await bundleTable(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

// `npm run bench -- 10000000` for a larger backlog.
bench(Number(process.argv[2] ?? 1_000_000)).catch((error: unknown) => {
  process.exitCode = 1;
  throw error;
});
