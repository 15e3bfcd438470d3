import { runSuite } from './suite';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function kill(kills: number, seed: number): Promise<void> {
  say(`KEEPWATCH_KILL_SEED=${seed} npm run test:kill -- ${kills}`);
  const { text, problems } = await runSuite(seed, kills, say);
  say(text);
  for (const problem of problems) say(`BROKEN ${problem}`);
  say(problems.length === 0 ? 'The promise was kept.' : `${problems.length} problems.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

const { KEEPWATCH_KILL_SEED: seed, KEEPWATCH_KILLS: kills = '200' } = process.env;
kill(Number(process.argv[2] ?? kills), seed === undefined ? Date.now() % 1_000_000 : Number(seed)).catch(
  (error: unknown) => {
    process.exitCode = 1;
    throw error;
  },
);
