import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { type BuildOptions, build } from 'esbuild';

const SPEED_EVENTS = 100_000;
const RETENTION_DAYS = 180;
const LOADS = 7;
// As lib/keepwatch-function.ts tells the CDK to bundle.
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

async function measureSpeed(worker: string, folder: string, events: number, jobs: readonly string[]) {
  const server = spawn(process.execPath, [worker, 'serve', String(events / RETENTION_DAYS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(server.stdout, 'data');
  const results = new Map<string, Measured>();
  for (const job of jobs) {
    process.stderr.write(`${job} of ${events.toLocaleString('en-US')} events …\n`);
    const { stdout } = await run(process.execPath, [worker, job, String(line).trim(), join(folder, String(events))]);
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
    style: { head: [] },
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
  const table = new Table({ head: ['bundle', 'KB', 'import ms', 'SDK clients alone, ms'], style: { head: [] } });
  for (const [name, clients] of Object.entries(CLIENTS)) {
    const bundle = join(folder, `${name}.mjs`);
    await build({ ...BUNDLING, entryPoints: [`lambda/${name}.lambda.ts`], outfile: bundle });
    const bareSource = join(process.cwd(), `test/bench/.bare-${name}.ts`);
    const bare = join(folder, `bare-${name}.mjs`);
    const stdin = {
      contents: clients.map((client) => `export * as c${clients.indexOf(client)} from '${client}';`).join('\n'),
      resolveDir: process.cwd(),
      sourcefile: bareSource,
    };
    await build({ ...BUNDLING, stdin, outfile: bare });
    const kilobytes = (await stat(bundle)).size / 1024;
    table.push([
      name,
      kilobytes.toFixed(0),
      (await importTime(bundle)).toFixed(0),
      (await importTime(bare)).toFixed(0),
    ]);
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
    say(`Speed, at ${SPEED_EVENTS.toLocaleString('en-US')} events (collect is to stay within 2 × the floor):`);
    say(speedTable(await measureSpeed(worker, folder, SPEED_EVENTS, ['floor', 'collect', 'process'])));
    say(`\nA backlog of ${backlog.toLocaleString('en-US')} events (memory is to stay flat; goal 200 MB):`);
    say(speedTable(await measureSpeed(worker, folder, backlog, ['collect', 'process'])));
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
