import { readFileSync, writeFileSync } from 'node:fs';
import { stepProgress } from '../../cli/terminal/step-progress';
import { costsPage, PAGE } from './page';
import { results } from './results';

async function main(): Promise<void> {
  const progress = stepProgress();
  try {
    const counted = await results(progress);
    writeFileSync(PAGE, costsPage(readFileSync(PAGE, 'utf8'), counted));
  } finally {
    progress.stop();
  }
  process.stdout.write(`${PAGE} is written.\n`);
}

void main();
