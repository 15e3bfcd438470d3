import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Loaded {
  readonly packages: readonly string[];
  readonly own: number;
  readonly seconds: number;
}

const ROOT = join(__dirname, '..', '..');
const PROBE = join(__dirname, 'loaded-packages.cjs');

/** What a run of Node.js loads, and the processor time that it takes. */
function loadedBy(...args: readonly string[]): Loaded {
  const { stderr } = spawnSync(process.execPath, ['-r', PROBE, ...args], { cwd: ROOT, encoding: 'utf8' });
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

const ofHeavy = ({ packages }: Loaded) =>
  packages.filter((name) => /^(@aws-sdk|@smithy|@duckdb|aws-cdk-lib|constructs)/.test(name));

// Every command's module, without a run of any; the processor time is that of all of them together.
const ALL_COMMANDS = `
  require('tsx/cjs');
  const { COMMANDS } = require('./cli/commands.ts');
  for (const entry of COMMANDS) for (const { load } of entry.commands ?? [entry]) load();
`;

it('keepwatch --help loads neither a command nor what commands use', () => {
  const floor = loadedBy('-r', 'tsx/cjs', '-e', '0');
  const help = loadedBy('bin/keepwatch.cjs', '--help');

  console.info(`keepwatch --help: ${help.seconds} CPU seconds, of which node and tsx take ${floor.seconds}.`);
  expect([...help.packages].sort()).toEqual(['commander', 'esbuild', 'picocolors', 'tsx']);
  expect(help.own).toBeLessThan(40);
});

it("no command's help loads the AWS SDK, DuckDB, the CDK or a detection", () => {
  const commands = loadedBy('-e', ALL_COMMANDS);

  console.info(`All commands together: ${commands.seconds} CPU seconds to load.`);
  expect(commands.packages).toEqual(expect.arrayContaining(['commander', 'zod']));
  expect(ofHeavy(commands)).toEqual([]);
});
