import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DefineCommand } from '../command';
import { detectionsPage } from './detections-page';
import { loadDetections } from './load-detections';

const PAGE = resolve(__dirname, '..', '..', 'docs', 'detections.md');

/** `detections docs`: writes docs/detections.md from the detections. */
export const defineCommand: DefineCommand = (command) => {
  command
    .addHelpText('after', '\nThe text above the first table stays. The tables are made from the files in detections/.')
    .action(() => {
      const page = readFileSync(PAGE, 'utf8');
      const written = detectionsPage(page, loadDetections());
      if (written !== page) writeFileSync(PAGE, written);
      process.stdout.write(written === page ? 'docs/detections.md is up to date.\n' : 'Wrote docs/detections.md.\n');
    });
};
