import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { bad, type Finding, findingsText, good, isBad, warning } from '../doctor/finding';
import { parseSince } from '../options/since';
import { openPlace } from '../place/open-place';
import type { Place } from '../place/place';
import { lakeOption, type PlaceOptions, placeArguments, stackOption } from '../place/place-options';
import { counted, pluralize } from '../terminal/figures';
import { stepProgress } from '../terminal/step-progress';
import { stopOnSignal } from '../terminal/stop-on-signal';
import type { Chain, ChainFault, Unnamed } from './chain';
import { faultText, nextStep, rangeText } from './fault-text';
import { findRepairs } from './find-repairs';
import { ListedRows } from './listed-rows';
import type { Repair } from './repair';
import { walkChains } from './walk';
import { WalkProgressFile } from './walk-progress-file';

interface Options extends PlaceOptions {
  readonly since?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** `verify`: checks that every capture exists, has the digest that the next one records, and has its rows in the lake. */
export const defineCommand: DefineCommand = (command) => {
  command
    .option('--since <when>', 'only captures since then: 12h, 30d, 8w, or a date (default: all)')
    .option('--resume <file>', 'save progress in this file, and continue from it')
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const walked = await walk(options);
      const findings = findingsOf(walked, placeArguments(options));
      process.stdout.write(`${options.json ? jsonText(walked) : findingsText(findings)}\n`);
      if (isBad(findings)) process.exitCode = 1;
    });
};

/** A chain, and how to repair its faults in AWS. */
type RepairableChain = Chain & { readonly repairs?: readonly Repair[] };

interface VerifyResult {
  readonly chains: readonly RepairableChain[];
  /** Objects in the lake that belong to no source. */
  readonly strays: Unnamed;
}

async function walk(options: Options): Promise<VerifyResult> {
  const now = Date.now();
  const since = options.since === undefined ? Number.NEGATIVE_INFINITY : parseSince(options.since, now);
  const about = `${options.stack ?? options.lake} since ${options.since ?? 'its beginning'}`;
  const progressFile = options.resume === undefined ? undefined : new WalkProgressFile(options.resume, about, Date.now);
  const progress = stepProgress();
  const stopped = progressFile ? 'Stopped. To continue, run the same command again.' : 'Stopped.';
  const stopListening = stopOnSignal(async () => {
    progress.stop();
    progressFile?.save();
  }, stopped);
  try {
    const stores = await openPlace(options);
    progress.onStep('the list of objects', 0, 1);
    // Listed first: every row found here has its capture, and its receipt if it has one, in the later listings.
    const listed = await ListedRows.of(stores.lake);
    const chains = await walkChains({
      ...stores,
      since,
      now,
      rows: 'read',
      listed,
      ...(progressFile ? { from: progressFile.from } : {}),
      onCaptures: (read, all) => progress.onStep(`${counted(read)} of ${pluralize(all, 'capture')}`, read, all),
      onWalked: (source, walked) => progressFile?.remember(source, walked),
    });
    progressFile?.forget();
    return { chains: await withRepairs(chains, stores, options), strays: listed.strays.found };
  } finally {
    stopListening();
    progress.stop();
  }
}

async function withRepairs(
  chains: readonly Chain[],
  { versioned, ...stores }: Place,
  options: Options,
): Promise<readonly RepairableChain[]> {
  if (!versioned) return chains;
  const context = { ...stores, versioned, place: placeArguments(options) };
  return Promise.all(
    chains.map(async (chain) => {
      const repairs = await findRepairs(chain, context);
      return repairs.length === 0 ? chain : { ...chain, repairs };
    }),
  );
}

const WAITING = 'They may still be in progress. Verify again later, or run';
const nothing = (place: string) =>
  warning('archive', 'holds no capture', `To see why, run npx keepwatch doctor${place}.`);

function findingsOf({ chains, strays }: VerifyResult, place: string): readonly Finding[] {
  const held = chains.some(({ captures, faults }) => captures > 0 || faults.length > 0) ? [] : [nothing(place)];
  return [...held, ...chains.flatMap((chain) => chainFindings(chain, place)), ...unnamedFindings('the lake', strays)];
}

function chainFindings(chain: RepairableChain, place: string): readonly Finding[] {
  const { source, captures, first, last, compared, head, faults } = chain;
  const unnamed = unnamedFindings(source, chain.unnamed);
  const without = `${pluralize(chain.waiting, 'capture')} of the last 15 minutes not processed yet`;
  const newer = `${pluralize(chain.newer, 'capture')} not checked: newer than the start of this run`;
  const open = [
    ...(chain.waiting === 0
      ? []
      : [warning(source, without, `${WAITING} npx keepwatch replay --unprocessed${place}.`)]),
    ...(chain.newer === 0 ? [] : [warning(source, newer, 'Verify again to check them.')]),
  ];
  const digest = head ? ` Digest of the newest: ${head.sha256}.` : '';
  const numbers = `${pluralize(captures, 'capture')}, numbers ${first} to ${last}; ${counted(compared)} compared with the digest that the next one records.${digest}`;
  if (faults.length > 0)
    return [
      warning(source, `not intact: ${numbers}`, ''),
      ...faults.map((fault) => faultFinding(chain, fault, place)),
      ...open,
      ...unnamed,
    ];
  return captures > 0 ? [good(source, `intact: ${numbers}`), ...open, ...unnamed] : unnamed;
}

function faultFinding({ source, repairs = [] }: RepairableChain, fault: ChainFault, place: string): Finding {
  const about = `${source}, ${rangeText(fault)}`;
  const { says } = faultText(fault);
  const inRange = repairs.filter(({ seq }) => seq >= fault.from && seq <= fault.to);
  const own = inRange.filter(({ kind }) => kind === fault.kind);
  if (own.length > 0) {
    const steps = own.map(({ seq, says, commands }) => ({ says: `Capture ${seq}: ${says}`, commands }));
    const others = fault.to - fault.from + 1 - own.length;
    const last = { says: `Then verify again: ${pluralize(others, 'more capture')} with this fault.`, commands: [] };
    return { ...bad(about, says, ''), steps: others > 0 ? [...steps, last] : steps };
  }
  if (inRange.length > 0) return bad(about, says, 'The repair of its other fault repairs this too.');
  const isNextFirst = repairs.some(({ seq }) => seq === fault.to + 1);
  const next = isNextFirst
    ? `Repair capture ${fault.to + 1} first, then verify again.`
    : nextStep(source, fault, place);
  return bad(about, says, next);
}

function unnamedFindings(about: string, { count, keys }: Unnamed = { count: 0, keys: [] }): readonly Finding[] {
  if (count === 0) return [];
  const more = count - keys.length;
  const others =
    more > 0 ? [bad(about, `${pluralize(more, 'more object')} in the lake that no receipt lists`, '')] : [];
  return [...keys.map((key) => bad(key, 'in the lake, but no receipt lists it', '')), ...others].map(
    (finding, i, all) => (i < all.length - 1 ? finding : { ...finding, next: UNNAMED }),
  );
}

const UNNAMED =
  'Somebody added it, or deleted its capture and receipt. Find out which before you delete it (in AWS: CloudTrail). Queries return its rows.';

function jsonText({ chains, strays }: VerifyResult): string {
  const ofNone = strays.count === 0 ? [] : [{ source: null, faults: [], unnamed: strays }];
  return printableJson([...chains.map((chain) => ({ ...chain, days: Object.fromEntries(chain.days) })), ...ofNone]);
}

const HELP = `
Checks each source from its newest capture back to its oldest:
  - no number is missing
  - each capture has the SHA-256 digest that the next one records
  - each capture older than 15 minutes has a receipt
  - its rows in the lake have the digests in that receipt
  - no other object is under events/ in the lake

It reads each object once; in AWS, S3 charges for that. With --since, it reads
captures since then, and lists objects that belong to them or to no capture. A
capture that is replayed at the same time may be reported: verify again then.

For faulty captures of a stack, it prints the commands that repair them.

Store the newest capture's digest somewhere else: it proves later that nothing
before it was changed.

Examples:
  npx keepwatch verify
  npx keepwatch verify --stack Keepwatch --since 30d
  npx keepwatch verify --stack Keepwatch --resume verify.json
  npx keepwatch verify --json | jq '.[] | {source, faults, unnamed}'

With --resume, Ctrl-C loses one second of work at most. The next run continues: it
checks again only captures that had no receipt, and counts newer captures without
checking them. At the end it deletes the file.

Exit codes: 0 no faults, 1 faults or something could not be read;
others: npx keepwatch --help`;
