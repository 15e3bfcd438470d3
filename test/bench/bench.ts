import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { type BuildOptions, build } from 'esbuild';
import { bundleFunctions } from '../lib/bundled-functions';

const RETENTION_DAYS = 180;
const LOADS = 7;
const PLAIN = { head: [], border: [] };
// For what is compared with the deployed bundles: the same kind of bundle.
const BUNDLING: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};
const CLIENTS = {
  collector: ['@aws-sdk/client-s3', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-cloudwatch'],
  processor: ['@aws-sdk/client-s3', '@aws-sdk/client-cloudwatch'],
};

interface Measured {
  readonly events: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const run = promisify(execFile);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function measureSpeed(worker: string, folder: string, events: number) {
  const server = spawn(process.execPath, [worker, 'serve', String(events / RETENTION_DAYS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(server.stdout, 'data');
  const results = new Map<string, Measured>();
  for (const job of ['collect', 'floor', 'process']) {
    process.stderr.write(`${job} of ${events.toLocaleString('en-US')} events …\n`);
    const { stdout } = await run(process.execPath, [worker, job, String(line).trim(), join(folder, 'lake')]);
    results.set(job, JSON.parse(stdout));
  }
  server.stdin.end();
  return results;
}

function speedTable(results: ReadonlyMap<string, Measured>): string {
  const per100k = ({ cpuSeconds, events }: Measured) => (cpuSeconds / events) * 100_000;
  const floor = results.get('floor');
  const table = new Table({
    head: ['', 'events', 'CPU s per 100,000', '× floor', 'wall s', 'peak MB'],
    style: PLAIN,
  });
  for (const [job, result] of results) {
    const ratio = floor ? (per100k(result) / per100k(floor)).toFixed(2) : '';
    table.push([
      job === 'floor' ? 'floor: JSON.parse + gzip' : job,
      result.events.toLocaleString('en-US'),
      per100k(result).toFixed(2),
      ratio,
      result.seconds.toFixed(1),
      result.peakMegabytes.toFixed(0),
    ]);
  }
  return table.toString();
}

async function bundleTable(folder: string): Promise<string> {
  const table = new Table({ head: ['bundle', 'KB', 'import ms', 'SDK clients alone, ms'], style: PLAIN });
  const bundles = bundleFunctions(join(folder, 'cdk.out'));
  for (const name of ['collector', 'processor'] as const) {
    const bare = join(folder, `bare-${name}.mjs`);
    const contents = CLIENTS[name].map((client, i) => `export * as client${i} from '${client}';`).join('\n');
    await build({ ...BUNDLING, stdin: { contents, resolveDir: process.cwd() }, outfile: bare });
    const kilobytes = (await stat(bundles[name])).size / 1024;
    const times = [await importTime(bundles[name]), await importTime(bare)];
    table.push([name, kilobytes.toFixed(0), ...times.map((time) => time.toFixed(0))]);
  }
  return table.toString();
}

// The best of several fresh processes: the others tell of the machine.
async function importTime(bundle: string): Promise<number> {
  const script = `const t = performance.now(); import(${JSON.stringify(bundle)}).then(() => console.log(performance.now() - t))`;
  const times: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    const { stdout } = await run(process.execPath, ['-e', script], { env: { AWS_REGION: 'eu-central-1' } });
    times.push(Number(stdout));
  }
  return Math.min(...times);
}

async function bench(backlog: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-bench-'));
  try {
    const worker = join(folder, 'worker.mjs');
    await build({ ...BUNDLING, entryPoints: ['test/bench/worker.ts'], outfile: worker });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
    say(
      `A backlog of ${backlog.toLocaleString('en-US')} events; collect is to stay within 2 × the floor, memory below 200 MB:`,
    );
    say(speedTable(await measureSpeed(worker, folder, backlog)));
    say('\nBundles:');
    say(await bundleTable(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

// `npm run bench -- 100000` for a smaller backlog.
bench(Number(process.argv[2] ?? 1_000_000)).catch((error: unknown) => {
  process.exitCode = 1;
  throw error;
});
