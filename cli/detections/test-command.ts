import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { onOutput } from '../terminal/colours';
import { wholeTableText } from '../terminal/plain-table';
import { terminalText } from '../terminal/terminal-text';
import { chooseDetection } from './choose-detection';
import { loadDetections } from './load-detections';
import { runTests } from './test-run';

const COLUMNS = { titles: ['', 'Detection', 'Case'], shares: [0, 0, 1] };

/** `detections test`: runs the test cases in the detections' own files. */
export const defineCommand: DefineCommand = (command) => {
  command
    .argument('[id]', 'id of a detection, such as Atlassian.Org.AdminAdded')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
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
      const details = failed.flatMap(({ id: of, file, name, problems }) => [
        `${onOutput.red(`${file} (${of})`)}: ${terminalText(name, 200)}`,
        ...problems.map((problem) => `  ${terminalText(problem, 1_000)}`),
      ]);
      const sum = `${results.length - failed.length} passed, ${failed.length} failed`;
      process.stdout.write(`${[wholeTableText(COLUMNS, rows), '', ...details, sum].join('\n')}\n`);
    });
};

const HELP = `
The cases are in the detection's own file, under tests. npm test runs them too.

Examples:
  npx keepwatch detections test
  npx keepwatch detections test Atlassian.Org.AdminAdded

Exit codes: 0 all pass, 1 one fails or a file cannot be used;
others: npx keepwatch --help`;
