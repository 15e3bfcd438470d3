import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SettingError } from '../lambda/errors';
import type { ObjectStore } from '../lambda/platform/object-store';
import { printableJson } from '../lambda/schema/printable';
import { walkChains } from '../local/chain';
import { onError } from '../local/colours';
import { DirectoryObjectStore } from '../local/directory-object-store';
import { faultyCaptures } from '../local/report/chain-section';
import { counted, ofThem } from '../local/report/figures';
import { reportPage } from '../local/report/page';
import { askForReport, type ReportData } from '../local/report/report-data';
import { alertCount } from '../local/report/warnings';
import { stepProgress } from '../local/step-progress';
import { terminalText } from '../local/terminal-text';
import { REPORT_QUERIES } from '../queries/report-queries';
import { athenaCost, cancelOnSignal, openEngine } from './engine';
import { parseSince } from './since';
import { stackStores } from './stack-stores';

interface Options {
  readonly since: string;
  readonly out: string;
  readonly lake: string;
  readonly stack?: string;
  readonly json?: boolean;
}

/** `report`: one page that shows what some days brought, and whether all of it is there. */
export function reportCommand(): Command {
  return new Command('report')
    .description('make a page to look at: events, alerts, failures, latency, coverage, the archive')
    .option('--since <when>', 'from which day on: 12h, 30d, 8w, or a date such as 2026-11-01', '30d')
    .option('--out <file>', 'HTML file to write', 'report.html')
    .option('--lake <dir>', 'directory that npm start has filled', '.keepwatch')
    .addOption(new Option('--stack <name>', 'deployed stack instead, by Athena').conflicts('lake'))
    .option('--json', 'print what the page shows as JSON instead')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const now = Date.now();
      const since = parseSince(options.since, now);
      const data = await gather(options, since, now);
      if (options.json) return void process.stdout.write(`${jsonText(data)}\n`);
      const page = reportPage(data);
      await writeFile(options.out, page).catch((cause: unknown) => {
        throw new SettingError(`--out: ${terminalText(options.out, 200)} cannot be written.`, { cause });
      });
      process.stdout.write(`${writtenText(options.out, page, data)}\n`);
    });
}

async function gather({ lake, stack }: Options, since: number, until: number): Promise<ReportData> {
  const stores = await storesOf(lake, stack);
  const engine = await openEngine(stack === undefined ? { lake } : { lake, stack });
  cancelOnSignal(engine);
  const progress = stepProgress();
  const total = REPORT_QUERIES.length + 1;
  try {
    const asked = await askForReport(engine, { since, until }, (about, done) => progress.onStep(about, done, total));
    const place = stack === undefined ? terminalText(lake, 200) : `the stack ${stack}`;
    const onCaptures = (read: number) => progress.onStep(`${counted(read)} captures`, total - 1, total);
    const walk = { ...stores, since: Date.parse(`${asked.days[0]}T00:00:00Z`), now: until };
    return { ...asked, place, chains: await walkChains({ ...walk, onCaptures }) };
  } finally {
    progress.stop();
    engine.close();
  }
}

async function storesOf(
  lake: string,
  stack: string | undefined,
): Promise<{ readonly archive: ObjectStore; readonly lake: ObjectStore }> {
  if (stack !== undefined) return stackStores(stack);
  return {
    archive: new DirectoryObjectStore(join(lake, 'archive')),
    lake: new DirectoryObjectStore(join(lake, 'lake')),
  };
}

function writtenText(file: string, page: string, data: ReportData): string {
  const { answers, days, chains, scannedBytes } = data;
  if (scannedBytes !== undefined) process.stderr.write(`${athenaCost(scannedBytes)}\n`);
  const faults = chains.reduce((sum, chain) => sum + faultyCaptures(chain.faults), 0);
  if (faults > 0) {
    process.stderr.write(onError.red(`${ofThem(faults, 'capture')} to look at: the page says which, under Archive.\n`));
  }
  const kilobytes = Math.ceil(Buffer.byteLength(page) / 1_000);
  return `Wrote ${terminalText(file, 200)} (${counted(kilobytes)} KB): ${ofThem(days.length, 'day')}, ${ofThem(answers.totals[0]?.events ?? 0, 'event')}, ${ofThem(alertCount(answers), 'alert')}. Open it in a browser.`;
}

function jsonText({ chains, ...data }: ReportData): string {
  const plain = chains.map((chain) => ({ ...chain, days: Object.fromEntries(chain.days) }));
  return printableJson({ ...data, chains: plain });
}

const HELP = `
The page is one file that needs no network: open it, print it, or send it. It
shows whole days in UTC. Whatever an event says stands in it as text.

Of the archive it tells whether a number is missing; and, of these days, whether
each capture has the bytes that the next one names, and was processed.

On a stack your own AWS credentials ask (AWS_PROFILE, AWS_REGION): Athena,
CloudFormation for the names of the buckets, S3 for both of them.

Examples:
  npm run keepwatch -- report
  npm run keepwatch -- report --since 2026-11-01 --out november.html
  npm run keepwatch -- report --lake ~/keepwatch-evidence --since 26w
  npm run keepwatch -- report --stack Keepwatch --out keepwatch.html
  npm run --silent keepwatch -- report --json | jq .chains

Exit status: 0 when the report was made, whatever it tells; 1 when it could not be.`;
