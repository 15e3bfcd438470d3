import { Command, Option } from 'commander';
import { printableJson } from '../lambda/schema/printable';
import type { Chain } from '../local/chain/chain';
import { FAULT_TEXTS, rangeText } from '../local/chain/fault-text';
import { walkChains } from '../local/chain/walk';
import { WalkMemory } from '../local/chain/walk-memory';
import { bad, type Finding, findingsText, good, warning } from '../local/doctor/finding';
import { counted, ofThem } from '../local/report/figures';
import { stepProgress } from '../local/step-progress';
import type { LakeOptions } from './open-engine';
import { openStores } from './open-stores';
import { parseSince } from './since';

interface Options extends LakeOptions {
  readonly since?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** `verify`: whether every capture is there, is what its successor says, and has its rows in the lake as its receipt says. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('prove that nothing that was kept is lost or changed: captures, receipts, rows')
    .option('--since <when>', 'only what was captured since: 12h, 30d, 8w, or a date (default: all of it)')
    .option('--resume <file>', 'remember there how far it came, and go on from there')
    .option('--lake <dir>', 'directory that npm start has filled', '.keepwatch')
    .addOption(new Option('--stack <name>', 'deployed stack instead').conflicts('lake'))
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const chains = await walk(options);
      const findings = chains.length > 0 ? chains.flatMap(findingsOf) : [NOTHING];
      process.stdout.write(`${options.json ? jsonText(chains) : findingsText(findings)}\n`);
      if (findings.some(({ level }) => level === 'bad')) process.exitCode = 1;
    });
}

async function walk(options: Options): Promise<readonly Chain[]> {
  const now = Date.now();
  const since = options.since === undefined ? Number.NEGATIVE_INFINITY : parseSince(options.since, now);
  const stores = await openStores(options);
  const about = `${options.stack ?? options.lake} since ${options.since ?? 'its beginning'}`;
  const memory = options.resume === undefined ? undefined : new WalkMemory(options.resume, about, Date.now);
  const progress = stepProgress();
  progress.onStep('the names of all objects', 0, 1);
  try {
    const chains = await walkChains({
      ...{ ...stores, since, now, rows: 'read' },
      ...(memory ? { from: memory.from } : {}),
      onCaptures: (read, all) => progress.onStep(`${counted(read)} of ${ofThem(all, 'capture')}`, read, all),
      onWalked: (source, walked) => memory?.remember(source, walked),
    });
    memory?.forget();
    return chains;
  } finally {
    progress.stop();
  }
}

const NOTHING = warning('archive', 'holds no capture', 'Has anything been collected? npm run keepwatch -- doctor');

function findingsOf(chain: Chain): readonly Finding[] {
  const { source, captures, first, last, compared, head, faults } = chain;
  const digest = head ? ` The newest has the digest ${head.sha256}.` : '';
  const numbers = `${ofThem(captures, 'capture')}, numbers ${first} to ${last}; ${counted(compared)} compared with the digest that the next one names.${digest}`;
  if (faults.length === 0) return [good(source, `unbroken: ${numbers}`)];
  return [
    warning(source, numbers, ''),
    ...faults.map((fault) => {
      const { says, next } = FAULT_TEXTS[fault.kind];
      return bad(`${source}, ${rangeText(fault)}`, says, next);
    }),
  ];
}

function jsonText(chains: readonly Chain[]): string {
  return printableJson(chains.map((chain) => ({ ...chain, days: Object.fromEntries(chain.days) })));
}

const HELP = `
Walks each source from its newest capture back: that no number is missing, that
each capture has the bytes of which the next one names the digest, that it has a
receipt, and that the rows in the lake are those of which the receipt has the
digest. What somebody added to the lake is not looked for, and what was captured
in the last quarter of an hour may still wait for its receipt. All is read once: in AWS that costs what S3 charges for it.

Keep the newest capture's digest somewhere else: it proves later that nothing
before it was changed.

Examples:
  npm run keepwatch -- verify
  npm run keepwatch -- verify --stack Keepwatch --since 30d
  npm run keepwatch -- verify --stack Keepwatch --resume verify.json
  npm run --silent keepwatch -- verify --json | jq '.[] | {source, faults}'

With --resume, Ctrl-C loses a second of work at most. When it is through, the
file is removed.

Exit status: 0 when all is whole, 1 when anything is not, or it could not be read.`;
