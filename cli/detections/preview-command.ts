import { Option } from 'commander';
import { type ActiveDetection, activated, activeDetections } from '../../lambda/alerts/detection-settings';
import { ObjectStoreError, SettingError } from '../../lambda/errors';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { UsageError } from '../exit-codes';
import { parseSince } from '../options/since';
import { DirectoryObjectStore } from '../place/directory/directory-object-store';
import { fillCommand, lakeDirectory } from '../place/directory/lake-directory';
import { openBucket } from '../place/open-place';
import { lakeOption } from '../place/place-options';
import { failureReason } from '../place/stack/aws-failure';
import { onOutput } from '../terminal/colours';
import { counted, pluralize } from '../terminal/figures';
import { hangingText } from '../terminal/hanging-text';
import { wholeTableText } from '../terminal/plain-table';
import { stepProgress } from '../terminal/step-progress';
import { terminalText } from '../terminal/terminal-text';
import { chooseDetection } from './choose-detection';
import { Frequencies } from './frequencies';
import { configuredDetections, loadDetections } from './load-detections';
import { type Preview, previewDetection } from './preview';

interface Options {
  readonly since: string;
  readonly lake: string;
  readonly bucket?: string;
  readonly json?: boolean;
}

const MOST_SHOWN = 10;
const MOST_FAILURES_SHOWN = 3;

/** `detections preview`: the alerts that a detection would have raised. */
export const defineCommand: DefineCommand = (command) => {
  command
    .argument('<id>', 'id of a detection, on or off')
    .option('--since <when>', 'how far back: 12h, 30d, 8w, or a date such as 2026-11-01', '30d')
    .addOption(lakeOption())
    .addOption(
      new Option('--bucket <name>', 'lake bucket of a deployment instead (the output LakeBucketName)').conflicts(
        'lake',
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, options: Options) => {
      const all = loadDetections();
      const located = chooseDetection(all, id);
      const settings = configuredDetections(all);
      const active = activated(located.file, located.detection, settings.overrides[located.detection.id]);
      const now = Date.now();
      const since = parseSince(options.since, now);
      const { lake, place, advice } = openLake(options);
      const progress = stepProgress();
      const preview = await previewDetection(lake, active, { since, until: now }, progress.onStep)
        .catch((error: unknown) => {
          throw options.bucket === undefined ? error : withAdvice(error);
        })
        .finally(progress.stop);
      if (preview.events === 0) {
        const day = new Date(since).toISOString().slice(0, 10);
        const { logTypes } = located.detection;
        throw new SettingError(`${place} has no events of ${logTypes.join(' or ')} since ${day}. ${advice}`);
      }
      const isOn = activeDetections([located], settings).length > 0;
      const text = options.json
        ? `${printableJson({ id: located.detection.id, on: isOn, ...preview })}\n`
        : previewText(active, isOn, preview);
      process.stdout.write(text);
    });
};

interface OpenedLake {
  readonly lake: ObjectStore;
  readonly place: string;
  /** What to do when it has no events. */
  readonly advice: string;
}

function openLake({ lake, bucket }: Options): OpenedLake {
  if (bucket !== undefined) {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      throw new UsageError(
        `--bucket: ${terminalText(bucket)} is not the name of a bucket. Use the output LakeBucketName of the stack.`,
      );
    }
    return {
      lake: openBucket(bucket),
      place: `s3://${bucket}`,
      advice: 'Look further back with --since, or check the name of the bucket.',
    };
  }
  return {
    lake: new DirectoryObjectStore(lakeDirectory(lake)),
    place: terminalText(lake, 200),
    advice: `Look further back with --since, or collect first: ${fillCommand(lake)}.`,
  };
}

// The store's message does not say which rights are needed.
function withAdvice(error: unknown): unknown {
  if (!(error instanceof ObjectStoreError)) return error;
  return new ObjectStoreError(`${failureReason(error)} --bucket is the output LakeBucketName of the stack.`, {
    cause: error,
  });
}

function previewText(active: ActiveDetection, isOn: boolean, preview: Preview): string {
  const { days, events, lookedAt, matches, alerts } = preview;
  const { detection, threshold, file } = active;
  const raised = alerts.filter(({ kind }) => kind === 'match');
  const minutes = active.periodMs / 60_000;
  return [
    `${onOutput.bold(detection.id)} (${isOn ? 'on' : 'off'}), ${detection.severity}, threshold ${threshold} in ${counted(minutes)} minutes`,
    hangingText(
      '',
      `${days[0]} to ${days.at(-1)}: ${pluralize(days.length, 'day')} with ${pluralize(events, 'event')}${detection.actions ? `, ${counted(lookedAt)} with its actions` : ''}: ${pluralize(matches, 'match', 'matches')}, ${onOutput.bold(pluralize(raised.length, 'alert'))}`,
    ),
    ...(detection.actions && lookedAt === 0
      ? [`No event has one of its actions: ${detection.actions.join(', ')}`]
      : []),
    ...(preview.evicted === 0
      ? []
      : [
          onOutput.red(
            `Too many dedup values at once: ${pluralize(preview.evicted, 'window')} ${preview.evicted === 1 ? 'was' : 'were'} evicted. Alerts may be missing.`,
          ),
        ]),
    ...failureLines(file, preview),
    ...(raised.length === 0 ? [] : ['', wholeTableText(BY_DAY, byDay(raised))]),
    ...(matches === 0 ? [] : ['', wholeTableText(BY_DEDUP, byDedup(preview))]),
    ...more(Math.max(0, preview.topDedups.length - MOST_SHOWN)),
    '',
  ].join('\n');
}

function failureLines(file: string, { ruleErrors, failures, alerts }: Preview): string[] {
  if (failures.length === 0) return [];
  const own = pluralize(alerts.filter(({ kind }) => kind === 'rule-error').length, 'alert');
  const shown = failures.slice(0, MOST_FAILURES_SHOWN);
  return [
    onOutput.red(`Fix ${file}:`),
    ...(ruleErrors === 0
      ? []
      : [`  its rule failed on ${pluralize(ruleErrors, 'event')}, and raised ${own} about that`]),
    ...shown.map(({ reason, count }) => `  ${counted(count)} × ${terminalText(reason, 200)}`),
    ...more(failures.length - shown.length),
  ];
}

function more(count: number): string[] {
  return count === 0 ? [] : [onOutput.dim(`  and ${counted(count)} more, with --json`)];
}

const BY_DAY = { titles: ['Day', 'Alerts', ''], shares: [0, 0, 1] };
const BY_DEDUP = { titles: ['Alerts', 'Matches', 'Dedup', 'Title of the last alert'], shares: [0, 0, 1, 1] };

function byDay(alerts: Preview['alerts']): string[][] {
  const counts = new Frequencies();
  for (const { day } of alerts) counts.add(day);
  const days = counts.top(Number.POSITIVE_INFINITY);
  const most = days[0]?.[1] ?? 1;
  return days
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, count]) => [day, counted(count), '█'.repeat(Math.ceil((count / most) * 30))]);
}

function byDedup({ topDedups, alerts }: Preview): string[][] {
  const titles = new Map(alerts.map(({ dedup, title }) => [dedup, title]));
  return topDedups
    .slice(0, MOST_SHOWN)
    .map(({ dedup, alerts: raised, matches }) => [
      counted(raised),
      counted(matches),
      terminalText(dedup, 100),
      terminalText(titles.get(dedup) ?? '', 100),
    ]);
}

const HELP = `
Overrides in cdk.json apply: threshold, period, severity, excluded actors. As in
the deployment, each source is counted separately. An alert is shown on the day
of its last event. Nobody is notified.

Examples:
  npx keepwatch detections preview Atlassian.Org.AdminAdded
  npx keepwatch detections preview Standard.BruteForceByUser --since 8w
  npx keepwatch detections preview Acme.Group.Deleted --bucket <LakeBucketName>
  npx keepwatch detections preview Acme.Group.Deleted --json | jq .topDedups

Exit codes: 0 previewed, 1 no events, or the lake could not be read;
others: npx keepwatch --help`;
