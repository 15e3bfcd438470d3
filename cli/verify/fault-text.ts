import type { ChainFault, ChainFaultKind } from './chain';

/** What a fault is, and how to fix it. */
export interface FaultText {
  readonly says: string;
  readonly next: string;
}

// Nothing can make evidence again.
const RESTORE =
  'Restore it: of a stack, npx keepwatch verify prints the commands; on a laptop, use a backup. See docs/operate.md#repair-the-archive.';
// The archive has the capture, and the lake can be made again.
const REPLAY = 'To process it again, run npx keepwatch replay.';

/** What a fault is, and how to fix it. */
export function faultText({ kind, format }: ChainFault): FaultText {
  if (kind !== 'newer-format') return FAULT_TEXTS[kind];
  return {
    says: `written by a newer Keepwatch (format ${format}); upgrade to read it`,
    next: 'See docs/upgrade.md.',
  };
}

// What `verify` checks of a capture, and how each fault is reported.
const FAULT_TEXTS: Readonly<Record<Exclude<ChainFaultKind, 'newer-format'>, FaultText>> = {
  missing: {
    says: 'missing from the archive, although a newer capture or its receipt exists',
    next: RESTORE,
  },
  altered: {
    says: 'changed: its SHA-256 digest is not the one that the next capture records',
    next: RESTORE,
  },
  unreadable: {
    says: 'not readable as the capture with this number: damaged, or added by somebody',
    next: RESTORE,
  },
  unlinked: {
    says: 'not linked to the capture before it',
    next: RESTORE,
  },
  replaced: {
    says: 'not the only capture with this number: another one was processed too, and one of them was deleted',
    next: RESTORE,
  },
  unprocessed: {
    says: 'not processed, or its receipt is missing',
    next: REPLAY,
  },
  misprocessed: {
    says: 'its receipt cannot be read, or is for other bytes',
    next: REPLAY,
  },
  'rows-missing': {
    says: 'rows that its receipt lists are missing from the lake',
    next: REPLAY,
  },
  'rows-changed': {
    says: 'its rows in the lake differ from those in its receipt',
    next: REPLAY,
  },
};

/** How to fix a fault: where a command can, the command itself, for a place such as ` --lake DIR`. */
export function nextStep(source: string, fault: ChainFault, place: string): string {
  const { from, to } = fault;
  const { next } = faultText(fault);
  if (next !== REPLAY) return next;
  return `To process it again, run npx keepwatch replay --source ${source} --from ${from} --to ${to}${place}.`;
}

/** Numbers of captures as text. */
export function rangeText({ from, to }: ChainFault): string {
  return from === to ? `capture ${from}` : `captures ${from} to ${to}`;
}
