import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { bad, type Finding, findingsText, good, isBad, warning } from '../doctor/finding';
import { parseSince } from '../options/since';
import type { LakeOptions } from '../place/open-engine';
import { openStores } from '../place/open-stores';
import { lakeOption, placeOptions, stackOption } from '../place/place-options';
import { counted, pluralize } from '../terminal/figures';
import { stepProgress } from '../terminal/step-progress';
import { stopOnSignal } from '../terminal/stop-on-signal';
import type { Chain, ChainFault, Unnamed } from './chain';
import { faultText, nextStep, rangeText } from './fault-text';
import { ListedRows } from './listed-rows';
import { walkChains } from './walk';
import { WalkMemory } from './walk-memory';

interface Options extends LakeOptions {
  readonly since?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** `verify`: whether every capture is there, is what its successor says, and has its rows in the lake as its receipt says. */
export const defineCommand: DefineCommand = (command) => {
  command
    .option('--since <when>', 'only what was captured since: 12h, 30d, 8w, or a date (default: all of it)')
    .option('--resume <file>', 'remember there how far it came, and go on from there')
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const walked = await walk(options);
      const findings = findingsOf(walked, placeOptions(options));
      process.stdout.write(`${options.json ? jsonText(walked) : findingsText(findings)}\n`);
      if (isBad(findings)) process.exitCode = 1;
    });
};

interface Walked {
  readonly chains: readonly Chain[];
  /** Objects in the lake of no source. */
  readonly strays: Unnamed;
}

async function walk(options: Options): Promise<Walked> {
  const now = Date.now();
  const since = options.since === undefined ? Number.NEGATIVE_INFINITY : parseSince(options.since, now);
  const about = `${options.stack ?? options.lake} since ${options.since ?? 'its beginning'}`;
  const memory = options.resume === undefined ? undefined : new WalkMemory(options.resume, about, Date.now);
  const progress = stepProgress();
  const stopped = memory ? 'Stopped. The same command goes on from here.' : 'Stopped.';
  const giveSignalsBack = stopOnSignal(async () => {
    progress.stop();
    memory?.save();
  }, stopped);
  try {
    const stores = await openStores(options);
    progress.onStep('the names of all objects', 0, 1);
    // Before captures and receipts are: of rows that are listed, the capture is there, and its receipt if there is one.
    const listed = await ListedRows.of(stores.lake);
    const chains = await walkChains({
      ...stores,
      since,
      now,
      rows: 'read',
      listed,
      ...(memory ? { from: memory.from } : {}),
      onCaptures: (read, all) => progress.onStep(`${counted(read)} of ${pluralize(all, 'capture')}`, read, all),
      onWalked: (source, walked) => memory?.remember(source, walked),
    });
    memory?.forget();
    return { chains, strays: listed.strays.found };
  } finally {
    giveSignalsBack();
    progress.stop();
  }
}

const WAITING = 'They may still be being processed: look again then, or process them now:';
const nothing = (place: string) =>
  warning('archive', 'holds no capture', `Has anything been collected? npx keepwatch doctor${place}`);

function findingsOf({ chains, strays }: Walked, place: string): readonly Finding[] {
  const held = chains.some(({ captures, faults }) => captures > 0 || faults.length > 0) ? [] : [nothing(place)];
  return [...held, ...chains.flatMap((chain) => chainFindings(chain, place)), ...unnamedFindings('the lake', strays)];
}

function chainFindings(chain: Chain, place: string): readonly Finding[] {
  const { source, captures, first, last, compared, head, faults } = chain;
  const unnamed = unnamedFindings(source, chain.unnamed);
  const without = `${pluralize(chain.waiting, 'capture')} of the last quarter of an hour without a receipt yet`;
  const newer = `${pluralize(chain.newer, 'capture')} not looked at: newer than the beginning of this walk`;
  const open = [
    ...(chain.waiting === 0 ? [] : [warning(source, without, `${WAITING} npx keepwatch replay --unprocessed${place}`)]),
    ...(chain.newer === 0 ? [] : [warning(source, newer, 'Walk again for them.')]),
  ];
  const digest = head ? ` The newest has the digest ${head.sha256}.` : '';
  const numbers = `${pluralize(captures, 'capture')}, numbers ${first} to ${last}; ${counted(compared)} compared with the digest that the next one names.${digest}`;
  if (faults.length > 0)
    return [
      warning(source, `broken: ${numbers}`, ''),
      ...faults.map((fault) => faultFinding(source, fault, place)),
      ...open,
      ...unnamed,
    ];
  return captures > 0 ? [good(source, `unbroken: ${numbers}`), ...open, ...unnamed] : unnamed;
}

function faultFinding(source: string, fault: ChainFault, place: string): Finding {
  return bad(`${source}, ${rangeText(fault)}`, faultText(fault).says, nextStep(source, fault, place));
}

function unnamedFindings(about: string, { count, keys }: Unnamed = { count: 0, keys: [] }): readonly Finding[] {
  if (count === 0) return [];
  const more = count - keys.length;
  const others =
    more > 0 ? [bad(about, `${pluralize(more, 'further object')} in the lake that no receipt names`, '')] : [];
  return [...keys.map((key) => bad(key, 'in the lake, and no receipt names it', '')), ...others].map(
    (finding, i, all) => (i < all.length - 1 ? finding : { ...finding, next: UNNAMED }),
  );
}

const UNNAMED =
  'Somebody added it, or removed its capture with the receipt: find out which (in AWS, CloudTrail may know) before you delete it. Queries answer with its rows.';

function jsonText({ chains, strays }: Walked): string {
  const ofNone = strays.count === 0 ? [] : [{ source: null, faults: [], unnamed: strays }];
  return printableJson([...chains.map((chain) => ({ ...chain, days: Object.fromEntries(chain.days) })), ...ofNone]);
}

const HELP = `
Walks each source from its newest capture back: that no number is missing, that
each capture has the bytes of which the next one names the digest, that it has a
receipt, and that the rows in the lake are those of which the receipt has the
digest. What was captured in the last quarter of an hour may still wait for its
receipt. All is read once: in AWS that costs what S3 charges for it.

Names each object under events/ of the lake that no receipt names: somebody added
it. With --since, those of the captures since then, and of no capture at all; rows
of a capture that waits for its receipt, or of one that has expired, are passed
over. A capture that is being processed again may be accused: look again then.

Keep the newest capture's digest somewhere else: it proves later that nothing
before it was changed.

Examples:
  npx keepwatch verify
  npx keepwatch verify --stack Keepwatch --since 30d
  npx keepwatch verify --stack Keepwatch --resume verify.json
  npx keepwatch verify --json | jq '.[] | {source, faults, unnamed}'

With --resume, Ctrl-C loses a second of work at most. The next run keeps what was
found, and looks at no capture again, nor for rows that were added to it since;
only at those that waited for a receipt. What came meanwhile it counts, and warns of.
When it is through, the file is removed.

Exit status: 0 when all is whole, 1 when anything is not, or it could not be read,
130 or 143 when it was stopped by a signal.`;
