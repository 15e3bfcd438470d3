import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-bundle-'));
});
afterAll(() => rm(folder, { recursive: true }));

// As lib/keepwatch-function.ts tells the CDK to bundle them.
async function bundle(name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [`lambda/${name}.lambda.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return outfile;
}

async function callHandler(outfile: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const call = `import(${JSON.stringify(pathToFileURL(outfile).href)}).then(({ handler }) => handler({}, { getRemainingTimeInMillis: () => 0 })).catch((error) => console.log(error.name + ': ' + error.message))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', call], {
    env: { PATH: process.env.PATH ?? '', AWS_REGION: 'eu-central-1', ...environment },
  });
  return stdout;
}

describe.each(['collector', 'processor'])('the bundle of the %s', (name) => {
  it('stays lean', async () => {
    const { size } = await stat(await bundle(name));
    // The SDK clients are 400 KB of it; a dependency that doubles it is worth a thought.
    expect(size).toBeLessThan(600_000);
  });

  it('loads in plain Node, and its errors keep their names', async () => {
    const said = await callHandler(await bundle(name), {});
    expect(said).toMatch(/^SettingError: Missing or not allowed in the environment: ARCHIVE_BUCKET/);
  });
});

describe('the handler of the processor', () => {
  it('refuses an event that is not of its archive', async () => {
    const said = await callHandler(await bundle('processor'), { ARCHIVE_BUCKET: 'a', LAKE_BUCKET: 'l' });
    expect(said).toMatch(/^SettingError: This event tells of no object in a\./);
  });
});
