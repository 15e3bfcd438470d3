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
    next: 'In S3, look for a delete marker.',
  },
  altered: {
    says: 'altered: its bytes are not those that the next one names',
    next: 'In S3, look for earlier versions.',
  },
  unreadable: { says: 'no capture of this number', next: 'In S3, look for earlier versions.' },
  unlinked: {
    says: 'not linked to the one before it',
    next: 'In S3, look for earlier versions of both.',
  },
  unprocessed: {
    says: 'not processed: it has no receipt, and its events are not in the lake',
    next: 'In AWS, see the alarms of the processor.',
  },
  misprocessed: {
    says: 'its receipt cannot be read, or is of other bytes',
    next: 'Delete the receipt and process the capture again.',
  },
  'rows-missing': {
    says: 'rows that its receipt names are not in the lake',
    next: 'Delete the receipt and process the capture again.',
  },
  'rows-changed': {
    says: 'rows in the lake are not those that its receipt names',
    next: 'Delete the receipt and process the capture again.',
  },
};

/** Numbers of captures, as a person reads them. */
export function rangeText({ from, to }: ChainFault): string {
  return from === to ? `capture ${from}` : `captures ${from} to ${to}`;
}
