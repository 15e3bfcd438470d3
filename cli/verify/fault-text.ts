import type { ChainFault, ChainFaultKind } from './chain';

/** What a fault means, and what to do. */
export interface FaultText {
  readonly says: string;
  readonly next: string;
}

// What the archive lacks, the API may still have.
const RESTORE =
  'Restore it: in AWS from an earlier version, or from under a delete marker; on a laptop from a backup. docs/operate.md#what-verify-says tells what else.';
// The archive has it: the lake can be made again.
const REPLAY = 'npx keepwatch replay makes it again.';

/** What a fault means, and what to do. */
export function faultText({ kind, format }: ChainFault): FaultText {
  if (kind !== 'newer-format') return FAULT_TEXTS[kind];
  return {
    says: `written by a newer Keepwatch (format ${format}); upgrade to read it`,
    next: 'docs/upgrade.md tells how. If you never ran a newer one, somebody else wrote it: look for earlier versions.',
  };
}

const FAULT_TEXTS: Readonly<Record<Exclude<ChainFaultKind, 'newer-format'>, FaultText>> = {
  missing: {
    says: 'gone: a newer one is there, or its receipt',
    next: RESTORE,
  },
  altered: {
    says: 'altered: its bytes are not those that the next one names',
    next: RESTORE,
  },
  unreadable: {
    says: 'cannot be read as the capture of this number: damaged, or somebody added it',
    next: RESTORE,
  },
  unlinked: {
    says: 'not linked to the one before it',
    next: 'In the bucket, look for earlier versions of both.',
  },
  replaced: {
    says: 'not the only one of its number: another was processed as well, and one of the two was deleted',
    next: RESTORE,
  },
  unprocessed: {
    says: 'not processed, or its receipt is gone',
    next: REPLAY,
  },
  misprocessed: {
    says: 'its receipt cannot be read, or is of other bytes',
    next: REPLAY,
  },
  'rows-missing': {
    says: 'rows that its receipt names are not in the lake',
    next: REPLAY,
  },
  'rows-changed': {
    says: 'rows in the lake are not those that its receipt names',
    next: REPLAY,
  },
};

/** What to do about a fault of a source: of what can be repaired, the command itself, for a place such as ` --lake DIR`. */
export function nextStep(source: string, fault: ChainFault, place: string): string {
  const { from, to } = fault;
  const { next } = faultText(fault);
  if (next !== REPLAY) return next;
  return `npx keepwatch replay --source ${source} --from ${from} --to ${to}${place} makes it again.`;
}

/** Numbers of captures, as a person reads them. */
export function rangeText({ from, to }: ChainFault): string {
  return from === to ? `capture ${from}` : `captures ${from} to ${to}`;
}
