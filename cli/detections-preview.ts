import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { activated } from '../lambda/detection/settings';
import { SettingError } from '../lambda/errors';
import type { ObjectStore } from '../lambda/platform/object-store';
import { S3ObjectStore } from '../lambda/platform/s3-object-store';
import { printableJson } from '../lambda/schema/printable';
import { onOutput } from '../local/colours';
import { configuredDetections, loadDetections } from '../local/detections';
import { DirectoryObjectStore } from '../local/directory-object-store';
import { tableText } from '../local/plain-table';
import { type Preview, previewDetection } from '../local/preview';
import { terminalText } from '../local/terminal-text';
import { chooseDetection } from './choose-detection';
import { parseSince } from './since';

interface Options {
  readonly since: string;
  readonly lake: string;
  readonly bucket?: string;
  readonly json?: boolean;
}

const MOST_SHOWN = 10;

/** `detections preview`: what a detection would have raised. */
export function detectionsPreviewCommand(): Command {
  return new Command('preview')
    .description('run a detection over the history in the lake, and say what it would have raised; nobody is told')
    .argument('<id>', 'id of a detection; it need not be on')
    .option('--since <when>', 'how far back: 12h, 30d, 8w, or a date such as 2026-11-01', '30d')
    .option('--lake <dir>', 'directory that npm start has filled', '.keepwatch')
    .option('--bucket <name>', 'lake bucket of a deployment instead (the output LakeBucketName)')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, options: Options) => {
      const { file, detection } = chooseDetection(loadDetections(), id);
      const active = activated(file, detection, configuredDetections().overrides[detection.id]);
      const since = parseSince(options.since, Date.now());
      const { lake, place } = openLake(options);
      const progress = dayProgress();
      const preview = await previewDetection(lake, active, since, progress.onDay).finally(progress.stop);
      if (options.json) return void process.stdout.write(`${printableJson({ id: detection.id, ...preview })}\n`);
      if (preview.days.length === 0) {
        throw new SettingError(
          `${place} has no events of ${detection.logTypes.join(', ')} since ${options.since}. Run npm start first, or look further back.`,
        );
      }
      process.stdout.write(previewText(detection.id, preview));
    });
}

function openLake({ lake, bucket }: Options): { readonly lake: ObjectStore; readonly place: string } {
  if (bucket !== undefined)
    return { lake: new S3ObjectStore(new S3Client({}), bucket), place: `s3://${terminalText(bucket)}` };
  const directory = join(lake, 'lake');
  if (!existsSync(directory)) {
    throw new SettingError(
      `--lake: ${terminalText(lake, 200)} holds no lake. Run npm start -- --lake ${terminalText(lake, 200)} first.`,
    );
  }
  return { lake: new DirectoryObjectStore(directory), place: terminalText(lake, 200) };
}

function dayProgress() {
  const bar = new SingleBar({ format: 'Reading {bar} {day}', barsize: 24 }, Presets.shades_classic);
  let days = 0;
  return {
    onDay(day: string) {
      if (days === 0) bar.start(1, 0, { day });
      days += 1;
      bar.setTotal(days);
      bar.update(days, { day });
    },
    stop: () => bar.stop(),
  };
}

function previewText(id: string, { days, events, matches, ruleErrors, alerts }: Preview): string {
  const number = (count: number) => count.toLocaleString('en-US');
  return [
    onOutput.bold(`${id}, ${days[0]} to ${days.at(-1)}`),
    `${number(events)} events, ${number(matches)} matches, ${number(ruleErrors)} rule errors: ${onOutput.bold(`${number(alerts.length)} alerts`)}`,
    ...(alerts.length === 0 ? [] : ['', tableText(BY_DAY, byDay(alerts)), '', tableText(BY_DEDUP, byDedup(alerts))]),
    '',
  ].join('\n');
}

const BY_DAY = { titles: ['Day', 'Alerts', ''], shares: [0, 0, 1] };
const BY_DEDUP = { titles: ['Alerts', 'Most frequent', 'Title of the last'], shares: [0, 1, 2] };

function byDay(alerts: Preview['alerts']): string[][] {
  const counts = countBy(alerts.map(({ day }) => day));
  const most = Math.max(...counts.values());
  return [...counts].sort().map(([day, count]) => [day, String(count), '█'.repeat(Math.ceil((count / most) * 30))]);
}

function byDedup(alerts: Preview['alerts']): string[][] {
  const titles = new Map(alerts.map(({ dedup, title }) => [dedup, title]));
  return [...countBy(alerts.map(({ dedup }) => dedup))]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_SHOWN)
    .map(([dedup, count]) => [String(count), terminalText(dedup, 200), terminalText(titles.get(dedup) ?? '', 200)]);
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const HELP = `
Overrides in cdk.json count: threshold, period, excluded actors. Examples:
  npm run keepwatch -- detections preview Atlassian.Org.AdminAdded
  npm run keepwatch -- detections preview Standard.BruteForceByUser --since 8w --lake ~/keepwatch-evidence
  npm run keepwatch -- detections preview Acme.Group.Deleted --bucket keepwatch-lakebucket-… --since 2026-11-01`;
