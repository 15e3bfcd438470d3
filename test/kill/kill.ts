import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onInterruption } from '../interruption';
import { MendableError } from '../mendable-error';
import { wholeNumber, wholeNumberSetting } from '../whole-number-setting';
import { endAllRuns } from './run';
import { runSuite } from './suite';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function kill(argument: string | undefined): Promise<void> {
  const seed = wholeNumberSetting('KEEPWATCH_KILL_SEED', 1);
  const kills =
    argument === undefined
      ? wholeNumberSetting('KEEPWATCH_KILLS', 200, 1)
      : wholeNumber('The number of kills', argument, 1);
  const repeat = `KEEPWATCH_KILL_SEED=${seed} npm run test:kill -- ${kills}`;
  say(repeat);

  const folder = mkdtempSync(join(tmpdir(), 'keepwatch-kill-'));
  const kept: string[] = [];
  process.on('exit', () => {
    endAllRuns();
    if (kept.length === 0) rmSync(folder, { recursive: true, maxRetries: 10 });
    for (const directory of kept) say(`Kept: ${directory}`);
  });
  onInterruption((_, code) => process.exit(code));

  const { text, problems } = await runSuite({ seed, kills, leastAtWork: kills / 2, folder }, (trial, line) => {
    say(line);
    if (trial.problems.length > 0) kept.push(trial.directory);
  });
  say(text);
  if (problems.length === 0) {
    say('The promise was kept.');
    return;
  }
  for (const problem of problems) say(`BROKEN ${problem}`);
  say(`Again: ${repeat}`);
  process.exitCode = 1;
}

kill(process.argv[2]).catch((error: unknown) => {
  process.exitCode = 1;
  if (!(error instanceof MendableError)) throw error;
  process.stderr.write(`${error.message}\n`);
});
