import { Command } from 'commander';
import { packOf } from '../lambda/detection/settings';
import { printableJson } from '../lambda/schema/printable';
import { configuredActive, configuredDetections, loadDetections } from '../local/detections';
import { tableText } from '../local/plain-table';

const COLUMNS = { titles: ['Detection', 'Pack', 'Severity', 'On', 'Evidence'], shares: [1, 0, 0, 0, 0] };

/** `detections list`: every detection, and whether it is on. */
export function detectionsListCommand(): Command {
  return new Command('list')
    .description('list every detection, and whether cdk.json and its file have it on')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => {
      const located = loadDetections();
      const active = new Map(configuredActive(located, configuredDetections()).map((one) => [one.detection.id, one]));
      const rows = located.map(({ file, detection }) => ({
        id: detection.id,
        pack: packOf(file),
        severity: active.get(detection.id)?.detection.severity ?? detection.severity,
        on: active.has(detection.id),
        evidence: detection.evidence ?? null,
        file,
        disabled: detection.disabled ?? null,
      }));
      if (json) return void process.stdout.write(`${printableJson(rows)}\n`);
      const cells = rows.map(({ id, pack, severity, on, evidence }) => [
        id,
        pack,
        severity,
        on ? 'yes' : 'no',
        evidence ?? '',
      ]);
      process.stdout.write(`${tableText(COLUMNS, cells)}\n\n${active.size} of ${rows.length} are on.\n`);
    });
}
