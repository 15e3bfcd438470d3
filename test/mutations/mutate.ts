import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { onInterruption } from '../interruption';
import { startGroup } from '../processes';
import { mutate } from './apply-mutation';
import type { Mutation } from './mutation';
import { MUTATIONS } from './mutations';

// The command works on a copy: it disturbs nobody who edits meanwhile, and an interruption leaves nothing to undo.
const COPIED = [
  'bin',
  'lambda',
  'detections',
  'cli',
  'queries',
  'lib',
  'simulators',
  'test',
  '.swcrc',
  'package.json',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
  'jest.config.cjs',
];

// The first test that failed, of few cases or else of all; undefined when nothing caught the mutation.
async function firstFailureWith(directory: string, mutation: Mutation): Promise<string | undefined> {
  const mutated = mutate(mutation);
  const file = join(directory, mutated.file);
  const original = readFileSync(file, 'utf8');
  writeFileSync(file, mutated.code);
  try {
    return (
      (await firstFailure(directory, mutation.caughtBy, 'quick')) ??
      (await firstFailure(directory, mutation.caughtBy, 'full'))
    );
  } finally {
    writeFileSync(file, original);
  }
}

async function firstFailure(directory: string, tests: string, depth: 'quick' | 'full'): Promise<string | undefined> {
  const jest = resolve('node_modules/jest/bin/jest.js');
  const child = startGroup(process.execPath, [jest, '--bail', tests], {
    environment: { ...process.env, KEEPWATCH_DEPTH: depth, KEEPWATCH_SHRINK: 'no' },
    directory,
    log: join(directory, 'jest.log'),
  });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code === 0) return undefined;
  const failed = /^ {2}● (.+)$/m.exec(output)?.[1];
  if (failed === undefined || failed === 'Test suite failed to run') {
    throw new Error(`jest could not run ${tests}: ${output.slice(-2000)}`);
  }
  return failed;
}

async function main(wanted = ''): Promise<void> {
  const chosen = MUTATIONS.filter(({ name, caughtBy }) =>
    `${name} ${caughtBy}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  if (chosen.length === 0)
    throw new Error(`No mutation or its tests have "${wanted}" in the name; see test/mutations.`);

  const directory = mkdtempSync(join(tmpdir(), 'keepwatch-mutations-'));
  process.on('exit', () => rmSync(directory, { recursive: true, maxRetries: 10 }));
  onInterruption((_, code) => process.exit(code));
  for (const name of COPIED) cpSync(name, join(directory, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));

  // Tests that fail without a mutation would seem to catch every mutation.
  for (const tests of new Set(chosen.map(({ caughtBy }) => caughtBy))) {
    process.stderr.write(`without a mutation, ${tests} … `);
    const failed = await firstFailure(directory, tests, 'full');
    if (failed !== undefined) throw new Error(`${tests} fails without a mutation: ${failed}`);
    process.stderr.write('passes\n');
  }
  const table = new Table({
    head: ['Mutation', 'Caught by'],
    colWidths: [50, 90],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const uncaught: string[] = [];
  for (const mutation of chosen) {
    process.stderr.write(`${mutation.name} … `);
    const caughtBy = await firstFailureWith(directory, mutation);
    process.stderr.write(caughtBy === undefined ? `${pc.red('NOT CAUGHT')}\n` : 'caught\n');
    table.push([mutation.name, caughtBy ?? 'nothing']);
    if (caughtBy === undefined) uncaught.push(mutation.name);
  }
  process.stdout.write(`${table.toString()}\n`);
  if (uncaught.length > 0) {
    process.stderr.write(`No test caught ${uncaught.length} of the mutations: ${uncaught.join(', ')}.\n`);
    process.exitCode = 1;
  }
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
