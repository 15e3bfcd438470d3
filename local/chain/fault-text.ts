import type { ChainFault, ChainFaultKind } from './chain';

/** What a fault means, and what to do. */
export interface FaultText {
  readonly says: string;
  readonly next: string;
}

/** The words for each kind of fault. */
export const FAULT_TEXTS: Readonly<Record<ChainFaultKind, FaultText>> = {
  missing: {
    says: 'gone: a newer one is there, or its receipt',
    next: 'In the bucket, look for a delete marker.',
  },
  altered: {
    says: 'altered: its bytes are not those that the next one names',
    next: 'In the bucket, look for earlier versions.',
  },
  unreadable: {
    says: 'cannot be read as the capture of this number',
    next: 'In the bucket, look for earlier versions.',
  },
  unlinked: {
    says: 'not linked to the one before it',
    next: 'In the bucket, look for earlier versions of both.',
  },
  unprocessed: {
    says: 'not processed, or its receipt is gone',
    next: 'npm start processes it here; in AWS, docs/runbook.md#processor-failing.',
  },
  misprocessed: {
    says: 'its receipt cannot be read, or is of other bytes',
    next: 'Delete the receipt; npm start processes it here, in AWS docs/runbook.md#processor-failing.',
  },
  'rows-missing': {
    says: 'rows that its receipt names are not in the lake',
    next: 'Delete the receipt; npm start processes it here, in AWS docs/runbook.md#processor-failing.',
  },
  'rows-changed': {
    says: 'rows in the lake are not those that its receipt names',
    next: 'Delete the receipt; npm start processes it here, in AWS docs/runbook.md#processor-failing.',
  },
};

/** Numbers of captures, as a person reads them. */
export function rangeText({ from, to }: ChainFault): string {
  return from === to ? `capture ${from}` : `captures ${from} to ${to}`;
}
