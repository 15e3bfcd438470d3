import { existsSync } from 'node:fs';
import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ObjectStoreError, SettingError } from '../../lambda/errors';
import { dayOf } from '../../lambda/schema/days';
import { printableJson } from '../../lambda/schema/printable';
import { REPORT_QUERIES } from '../../queries/report-queries';
import type { DefineCommand } from '../command';
import { parseSince } from '../options/since';
import { openPlace, openQueryEngine } from '../place/open-place';
import { lakeOption, type PlaceOptions, placeArguments, stackOption } from '../place/place-options';
import { athenaCost } from '../place/stack/athena-cost';
import { failureReason } from '../place/stack/aws-failure';
import { firstSyncs, startCommand } from '../status/first-sync';
import { onError } from '../terminal/colours';
import { counted, pluralize } from '../terminal/figures';
import { hangingText } from '../terminal/hanging-text';
import { stepProgress } from '../terminal/step-progress';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { TerminalLogger } from '../terminal/terminal-logger';
import { terminalText } from '../terminal/terminal-text';
import { faultyCaptures } from '../verify/chain';
import { walkChains } from '../verify/walk';
import { alertCount } from './alerts';
import { reportPage } from './page';
import { queryReport, type ReportData } from './report-data';

interface Options extends PlaceOptions {
  readonly since: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `report`: one HTML page about some days: events, alerts, failures, coverage, the archive. */
export const defineCommand: DefineCommand = (command) => {
  command
    .option('--since <when>', 'first day: 12h, 30d, 8w, or a date such as 2026-11-01', '30d')
    .option('--out <file>', 'HTML file to write', 'report.html')
    .addOption(lakeOption())
    .addOption(stackOption('deployed stack instead, with Athena'))
    .option('--json', 'print the data of the page as JSON instead')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const now = Date.now();
      const since = Date.parse(`${dayOf(parseSince(options.since, now))}T00:00:00Z`);
      if (!options.json) await checkWritable(options.out);
      const data = await gather(options, since, now);
      for (const line of [...remarks(data, options), ...(await syncRemarks(options, now))])
        process.stderr.write(`${line}\n`);
      if (options.json) return void process.stdout.write(`${jsonText(data)}\n`);
      const page = reportPage(data);
      await writeFile(options.out, page).catch((cause: unknown) => {
        throw notWritable(options.out, cause);
      });
      process.stdout.write(`${hangingText('', writtenText(options.out, page, data))}\n`);
    });
};

// Checked first: before the work, and before Athena charges for it.
async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new SettingError(`--out: ${terminalText(file, 200)} is a directory; name a file.`);
  await access(found ? file : dirname(file), constants.W_OK).catch((cause: unknown) => {
    throw notWritable(file, cause);
  });
}

function notWritable(file: string, cause: unknown): SettingError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (!existsSync(dirname(file))) {
    const directory = terminalText(dirname(file), 200);
    return new SettingError(`--out: the directory ${directory} does not exist. Create it, or name another file.`, {
      cause,
    });
  }
  const reason = code === undefined ? '' : ` (${code})`;
  return new SettingError(`--out: ${terminalText(file, 200)} cannot be written${reason}.`, { cause });
}

async function gather(options: Options, since: number, until: number): Promise<ReportData> {
  const { lake, stack } = options;
  const engine = await openQueryEngine(options);
  // A query in Athena would go on, and be charged.
  stopOnSignal(() => engine.cancel());
  const progress = stepProgress();
  const total = REPORT_QUERIES.length + 1;
  try {
    // The cheapest part first: a missing right to the archive shows before Athena charges.
    const onCaptures = (read: number) => progress.onStep(`${counted(read)} captures`, 0, total);
    onCaptures(0);
    const chains = await walkChains({
      ...(await openPlace(options)),
      since,
      now: until,
      rows: 'looked-for',
      onCaptures,
    }).catch(withAdvice);
    const asked = await queryReport(engine, { since, until }, (about, done) => progress.onStep(about, done + 1, total));
    return { ...asked, place: stack === undefined ? terminalText(lake, 200) : `the stack ${stack}`, chains };
  } finally {
    progress.stop();
    engine.close();
  }
}

// The store's message does not say which rights are needed.
function withAdvice(error: unknown): never {
  if (!(error instanceof ObjectStoreError)) throw error;
  const advice = 'The report lists and reads both buckets: docs/search.md lists the rights that it needs.';
  throw new ObjectStoreError(`${failureReason(error)} ${advice}`, { cause: error });
}

function remarks({ chains, scannedBytes }: ReportData, options: Options): readonly string[] {
  const faults = faultyCaptures(chains);
  return [
    ...(scannedBytes.length > 0 ? [athenaCost(scannedBytes)] : []),
    ...(faults > 0
      ? [
          onError.red(
            `${pluralize(faults, 'capture')} with faults: see the section Archive. To fix them, run npx keepwatch verify${placeArguments(options)}.`,
          ),
        ]
      : []),
  ];
}

// In a directory, nothing continues an interrupted first sync by itself.
async function syncRemarks(options: Options, now: number): Promise<readonly string[]> {
  if (options.stack !== undefined) return [];
  const syncs = await firstSyncs(await openPlace(options), new TerminalLogger(), now);
  return syncs.map(
    ({ source, behind }) =>
      `The first sync of ${source} is not complete: events after ${dayOf(Date.parse(behind.reached))} are missing. To continue, run ${startCommand(source, placeArguments(options))}.`,
  );
}

function writtenText(file: string, page: string, { answers, days }: ReportData): string {
  const kilobytes = Math.ceil(Buffer.byteLength(page) / 1_000);
  return `Wrote ${terminalText(file, 200)} (${counted(kilobytes)} KB): ${pluralize(days.length, 'day')}, ${pluralize(answers.totals[0]?.events ?? 0, 'event')}, ${pluralize(alertCount(answers), 'alert')}. Open it in a browser.`;
}

function jsonText({ chains, ...data }: ReportData): string {
  const plain = chains.map((chain) => ({ ...chain, days: Object.fromEntries(chain.days) }));
  return printableJson({ ...data, chains: plain });
}

const HELP = `
The page is one file that needs no network: open it, print it, or send it. It
shows whole days in UTC. Text from events is escaped: it cannot run or load
anything.

Section Archive: no capture is missing; each capture of these days has the digest
that the next one records, and its rows are in the lake.

With --stack it uses your AWS credentials (AWS_PROFILE, AWS_REGION) for Athena,
CloudFormation (names of the buckets) and S3.

Examples:
  npx keepwatch report
  npx keepwatch report --since 2026-11-01 --out november.html
  npx keepwatch report --lake ~/keepwatch-evidence --since 26w
  npx keepwatch report --stack Keepwatch --out keepwatch.html
  npx keepwatch report --json | jq .chains

Exit codes: 0 written, also when it shows faults, 1 failed;
others: npx keepwatch --help`;
