import { Command } from 'commander';
import { detectionsCoverageCommand, type SourceAccess } from './detections-coverage';
import { detectionsDocsCommand } from './detections-docs';
import { detectionsListCommand } from './detections-list';
import { detectionsPreviewCommand } from './detections-preview';
import { detectionsTestCommand } from './detections-test';

/** The operator's command. `sources` are those of the configuration. */
export function program(sources: () => readonly SourceAccess[]): Command {
  const detections = new Command('detections').description(
    'rules: what they are, whether they work, what they would raise',
  );
  for (const command of [
    detectionsListCommand(),
    detectionsTestCommand(),
    detectionsPreviewCommand(),
    detectionsCoverageCommand(sources),
    detectionsDocsCommand(),
  ]) {
    detections.addCommand(command);
  }
  return new Command('npm run keepwatch --')
    .description('Look after Keepwatch: its rules, for now.')
    .addCommand(detections)
    .addHelpText('after', '\nnpm start -- --help tells of collecting on a laptop; docs/ of everything else.');
}
