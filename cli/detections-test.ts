import { Command } from 'commander';
import { runTests } from '../lambda/detection/test-run';
import { printableJson } from '../lambda/schema/printable';
import { onOutput } from '../local/colours';
import { loadDetections } from '../local/detections';
import { tableText } from '../local/plain-table';
import { terminalText } from '../local/terminal-text';
import { chooseDetection } from './choose-detection';

const COLUMNS = { titles: ['', 'Detection', 'Case'], shares: [0, 1, 1] };

/** `detections test`: the test cases that stand in the rules' own files. */
export function detectionsTestCommand(): Command {
  return new Command('test')
    .description('run the test cases of all detections, or of one')
    .argument('[id]', 'id of a detection, such as Atlassian.Org.AdminAdded')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit status: 0 when all pass, 1 when one fails or a file cannot be used.')
    .action((id: string | undefined, { json }: { json?: boolean }) => {
      const located = loadDetections();
      const chosen = id === undefined ? located : [chooseDetection(located, id)];
      const results = chosen.flatMap(({ file, detection }) =>
        runTests(detection).map((result) => ({ id: detection.id, file, ...result })),
      );
      const failed = results.filter(({ problems }) => problems.length > 0);
      process.exitCode = failed.length === 0 ? 0 : 1;
      if (json) return void process.stdout.write(`${printableJson(results)}\n`);
      const rows = results.map(({ id: of, name, problems }) => [
        problems.length === 0 ? 'ok' : 'FAILED',
        of,
        terminalText(name, 200),
      ]);
      process.stdout.write(`${tableText(COLUMNS, rows)}\n\n`);
      for (const { id: of, file, name, problems } of failed) {
        process.stdout.write(`${onOutput.red(`${file} (${of})`)}: ${terminalText(name, 200)}\n`);
        for (const problem of problems) process.stdout.write(`  ${terminalText(problem, 1_000)}\n`);
      }
      process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`);
    });
}
