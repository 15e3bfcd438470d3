import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { MUTATIONS, type Mutation } from './mutations';

// Works on a copy: whoever is editing meanwhile is not disturbed, and nothing needs to be undone when it is interrupted.
const COPIED = [
  'bin',
  'lambda',
  'lib',
  'local',
  'test',
  'package.json',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
  'jest.config.json',
];

/** What became of one mutation. */
interface Tried {
  readonly mutation: Mutation;
  /** The first test that failed; undefined when all passed, and the mutation lives. */
  readonly caughtBy: string | undefined;
}

function mutate(directory: string, mutation: Mutation): Tried {
  const file = join(directory, mutation.file);
  const original = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    mutation.edits.reduce((text, [find, replace]) => text.replace(find, () => replace), original),
  );
  try {
    return { mutation, caughtBy: firstFailure(directory, mutation.caughtBy) };
  } finally {
    writeFileSync(file, original);
  }
}

function firstFailure(directory: string, tests: string): string | undefined {
  const jest = resolve('node_modules/jest/bin/jest.js');
  const report = join(directory, 'report.json');
  rmSync(report, { force: true });
  const { status, stderr } = spawnSync(process.execPath, [jest, '--bail', '--json', `--outputFile=${report}`, tests], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  const failed = /^ {2}● (.+)$/m.exec(stderr)?.[1];
  if (failed === undefined || failed === 'Test suite failed to run') {
    throw new Error(`jest could not run ${tests}: ${stderr.slice(-2000)}`);
  }
  return failed;
}

function main(wanted: string | undefined): void {
  const directory = mkdtempSync(join(tmpdir(), 'keepwatch-mutations-'));
  try {
    for (const name of COPIED) cpSync(name, join(directory, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    const table = new Table({
      head: ['Mutation', 'Caught by'],
      colWidths: [50, 90],
      wordWrap: true,
      style: { head: [], border: [] },
    });
    const alive: string[] = [];
    const chosen = MUTATIONS.filter(({ name }) => wanted === undefined || name.includes(wanted));
    if (chosen.length === 0)
      throw new Error(`No mutation has "${wanted}" in its name; see test/mutations/mutations.ts.`);
    // What fails without a mutation would catch them all.
    for (const tests of new Set(chosen.map(({ caughtBy }) => caughtBy))) {
      process.stderr.write(`without a mutation, ${tests} … `);
      const failed = firstFailure(directory, tests);
      if (failed !== undefined) throw new Error(`${tests} fails without a mutation: ${failed}`);
      process.stderr.write('passes\n');
    }
    for (const mutation of chosen) {
      process.stderr.write(`${mutation.name} … `);
      const { caughtBy } = mutate(directory, mutation);
      process.stderr.write(caughtBy === undefined ? `${pc.red('NOT CAUGHT')}\n` : 'caught\n');
      table.push([mutation.name, caughtBy ?? 'nothing']);
      if (caughtBy === undefined) alive.push(mutation.name);
    }
    process.stdout.write(`${table.toString()}\n`);
    if (alive.length > 0) {
      process.stderr.write(`${alive.length} of the mutations live: a test is missing.\n`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

try {
  main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
