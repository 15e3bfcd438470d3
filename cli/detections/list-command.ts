import { activeDetections, packOf } from '../../lambda/alerts/detection-settings';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { tableText } from '../terminal/plain-table';
import { configuredDetections, loadDetections } from './load-detections';

const TITLES = ['Detection', 'Pack', 'Severity', 'On', 'Evidence', 'File'];
// Width with the names of the files. Without them, 80 columns are enough.
const WIDE = 130;

/** `detections list`: every detection, and whether it is on. */
export const defineCommand: DefineCommand = (command) => {
  command
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(({ json }: { json?: boolean }) => {
      const located = loadDetections();
      const active = new Map(
        activeDetections(located, configuredDetections(located)).map((one) => [one.detection.id, one.detection]),
      );
      const rows = located.map(({ file, detection }) => ({
        id: detection.id,
        pack: packOf(file),
        severity: (active.get(detection.id) ?? detection).severity,
        on: active.has(detection.id),
        evidence: detection.evidence ?? null,
        file,
        disabled: detection.disabled ?? null,
      }));
      if (json) return void process.stdout.write(`${printableJson(rows)}\n`);
      const columns = (process.stdout.columns || WIDE) >= WIDE ? TITLES.length : TITLES.length - 1;
      const cells = rows.map(({ id, pack, severity, on, evidence, file }) =>
        [id, pack, severity, on ? 'yes' : 'no', evidence ?? '', file.replace(/^detections\//, '')].slice(0, columns),
      );
      const titles = TITLES.slice(0, columns);
      const table = tableText({ titles, shares: titles.map(() => 0) }, cells);
      process.stdout.write(`${table}\n\n${active.size} of ${rows.length} are on.\n`);
    });
};

const HELP = `
A detection is off when its file says so (disabled), or cdk.json does
(keepwatch.detections, by pack or by id). Evidence says how certain it is that the
API sends its actions: payload (seen in a real event), catalogue (in a real list
of actions), unconfirmed. Files are in detections/; a narrow terminal hides them.

Examples:
  npx keepwatch detections list
  npx keepwatch detections list --json | jq '.[] | select(.on | not).id'`;
