import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { type BuildOptions, build } from 'esbuild';
import { bundleFunctions } from '../lib/bundled-functions';

const LOADS = 7;
/** For what is compared with the deployed bundles: the same kind of bundle. */
export const BUNDLING: BuildOptions = {
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
  processor: ['@aws-sdk/client-s3', '@aws-sdk/client-cloudwatch', '@aws-sdk/client-sns'],
  trail: ['@aws-sdk/client-s3', '@aws-sdk/client-cloudwatch'],
};

const run = promisify(execFile);

/** Size of the deployed bundles, and how long their import takes beside that of the SDK's clients alone. */
export async function bundleTable(folder: string): Promise<string> {
  const table = new Table({
    head: ['bundle', 'KB', 'import ms', 'SDK clients alone, ms'],
    style: { head: [], border: [] },
  });
  const bundles = bundleFunctions(join(folder, 'cdk.out'));
  for (const name of ['collector', 'processor', 'trail'] as const) {
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
