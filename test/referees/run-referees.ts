import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { onInterruption } from '../interruption';
import { MendableError } from '../mendable-error';
import { stopAllPrograms } from '../processes';
import type { Referee } from './referee';

const print = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Runs each referee in turn, or those that `names` lists, and prints a line for each. Returns the exit code: 1 if a
 * referee has findings, failed or could not be installed. No referee is ever skipped.
 */
export async function runReferees(referees: readonly Referee[], names: readonly string[]): Promise<number> {
  const available = referees.map(({ name }) => name);
  const unknown = names.filter((name) => !available.includes(name));
  if (unknown.length > 0) {
    print(`Unknown referee: ${unknown.join(', ')}. Available: ${available.join(', ')}`);
    return 2;
  }
  onInterruption(async (signal, code) => {
    print(`Stopped by ${signal}.`);
    await stopAllPrograms();
    process.exit(code);
  });
  let failures = 0;
  for (const referee of referees.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (!(await agrees(referee))) failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

async function agrees({ name, what, judge }: Referee): Promise<boolean> {
  const cache = cacheDirectory();
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), `keepwatch-${name}-`));
  const begin = performance.now();
  const result = (text: string) => print(`${name}: ${text}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  print(`${name}: ${what}`);
  try {
    const findings = await judge({ cache, folder, log: join(folder, 'log'), note: (line) => print(`  ${line}`) });
    for (const finding of findings) print(`  FOUND ${finding}`);
    result(findings.length === 1 ? '1 finding' : `${findings.length} findings`);
    if (findings.length === 0) rmSync(folder, { recursive: true });
    else print(`  Kept: ${folder}`);
    return findings.length === 0;
  } catch (error) {
    print(`  ${error instanceof MendableError ? error.message : inspect(error)}`);
    result('FAILED');
    print(`  Kept: ${folder}`);
    return false;
  } finally {
    await stopAllPrograms();
  }
}

function cacheDirectory(): string {
  const { KEEPWATCH_REFEREES, XDG_CACHE_HOME } = process.env;
  return KEEPWATCH_REFEREES || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keepwatch-referees');
}
