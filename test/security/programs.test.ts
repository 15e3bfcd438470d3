import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { someOf } from '../depth';
import { startProgram } from '../started-program';
import { CANARY, canaryIn } from './canary';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-programs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs a program of the repository with the key in its environment; gives what it printed. */
async function run(program: string, argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const variables = { CI: 'true', ATLASSIAN_API_KEY: CANARY, ...environment };
  const { code, out, err } = await startProgram(program, argv, variables).ended;
  return { code, printed: out + err };
}

/** The names and contents of all files below the folder, unpacked. */
async function everyFile(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file);
      return `${file}\n${file.endsWith('.gz') ? gunzipSync(bytes) : bytes}`;
    }),
  );
}

describe('a key in the environment', () => {
  it('is in no deployed file: neither template nor bundles', async () => {
    const { code, printed } = await run(join('bin', 'keepwatch.ts'), [], {
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ keepwatch: { alertEmails: ['security@example.com'] } }),
    });

    const files = await everyFile();
    expect([code, canaryIn(printed)]).toEqual([0, undefined]);
    expect(files.filter((file) => /^.*(template\.json|index\.mjs)\n/.test(file))).toHaveLength(3);
    expect(files.map(canaryIn).filter((found) => found !== undefined)).toEqual([]);
  }, 60_000);

  describe('of a laptop', () => {
    let simulator: AtlassianSimulator;
    afterEach(() => simulator.stop());

    it.each(
      someOf(
        [
          ['is taken', CANARY, [], 0],
          ['is taken, and told as JSON', CANARY, ['--json'], 0],
          ['is refused', 'another key', [], 1],
        ],
        3,
      ),
    )(
      'is not printed and not stored, when it %s',
      async (_, apiKey, argv, expected) => {
        simulator = await startAtlassianSimulator({ eventsPerDay: 5, apiKey });
        const { baseUrl, orgId } = simulator;

        const options = ['start', '--once', '--lake', folder, '--api-base-url', baseUrl, ...argv];
        const { code, printed } = await run(join('bin', 'cli.ts'), options, { ATLASSIAN_ORG_ID: orgId });

        const files = await everyFile();
        expect([code, canaryIn(printed)]).toEqual([expected, undefined]);
        expect(files.length > 100).toBe(expected === 0);
        expect(files.map(canaryIn).filter((found) => found !== undefined)).toEqual([]);
      },
      60_000,
    );
  });
});

it('does not print a key that is in the configuration by mistake', async () => {
  const sources = [{ name: 'jira', apiKey: CANARY }];

  const { code, printed } = await run(join('bin', 'keepwatch.ts'), [], {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ keepwatch: { sources } }),
  });

  expect([code, printed]).toEqual([1, expect.stringContaining('keepwatch.sources[0].apiKey')]);
  expect(canaryIn(printed)).toBeUndefined();
}, 60_000);
