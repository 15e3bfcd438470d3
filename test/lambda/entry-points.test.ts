import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BundledFunctions, bundleFunctions } from '../lib/bundled-functions';

let folder: string;
let bundles: BundledFunctions;
beforeAll(async () => {
  process.env.CDK_VALIDATION = 'false';
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-bundles-'));
  bundles = bundleFunctions(folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function callHandler(bundle: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const call = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then(({ handler }) => handler({}, { getRemainingTimeInMillis: () => 0 })).catch((error) => console.log(error.name + ': ' + error.message))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', call], {
    env: { PATH: process.env.PATH ?? '', AWS_REGION: 'eu-central-1', ...environment },
  });
  return stdout;
}

describe.each(['collector', 'processor'] as const)('the bundle of the %s, as it is deployed', (name) => {
  it('stays lean', async () => {
    // The SDK clients are 400 KB of it; a dependency that adds a fifth is worth a thought.
    expect((await stat(bundles[name])).size).toBeLessThan(600_000);
  });

  it('loads in plain Node, and its errors keep their names', async () => {
    const said = await callHandler(bundles[name], {});
    expect(said).toMatch(/^SettingError: Missing or not allowed in the environment: ARCHIVE_BUCKET/);
  });
});

describe('the handler of the processor', () => {
  it('refuses an event that is not of its archive', async () => {
    const said = await callHandler(bundles.processor, { ARCHIVE_BUCKET: 'a', LAKE_BUCKET: 'l' });
    expect(said).toMatch(/^SettingError: This event tells of no object in a\./);
  });
});
