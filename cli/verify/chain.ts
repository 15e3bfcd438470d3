/** The archive of one source, as far as it was verified. */
export interface Chain {
  readonly source: string;
  /** Captures in the archive, by their keys. */
  readonly captures: number;
  /** Numbers of the oldest and the newest; 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** The newest capture; undefined when it cannot be read. */
  readonly head: { readonly sha256: string; readonly capturedAt: string } | undefined;
  /** Captures whose bytes were compared with the digest that the next one records. */
  readonly compared: number;
  /** Captures read, by day, `YYYY-MM-DD`. */
  readonly days: ReadonlyMap<string, number>;
  /** Captures without a receipt that are young enough to be still in progress. */
  readonly waiting: number;
  /** Captures that arrived since a resumed run started: they were not read. */
  readonly newer: number;
  /** In order of their numbers. */
  readonly faults: readonly ChainFault[];
  /** Objects in the lake that no receipt lists; undefined when they were not looked for. */
  readonly unnamed?: Unnamed | undefined;
}

/** Objects in the lake that no receipt lists. */
export interface Unnamed {
  readonly count: number;
  /** The first of them. */
  readonly keys: readonly string[];
}

/** A fault of one capture, or of several in a row. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  readonly from: number;
  readonly to: number;
  /** Of a `newer-format`: the version. */
  readonly format?: number | undefined;
}

/** What can be wrong with a capture. Texts are in fault-text.ts. */
export const FAULT_KINDS = [
  /** It existed, since a newer one or its receipt does, and it is too young to have expired. */
  'missing',
  /** Its digest is not the one that the next capture records. */
  'altered',
  /** The object is not a capture with that number. */
  'unreadable',
  /** A newer Keepwatch wrote it, or its receipt. */
  'newer-format',
  /** It records another capture than the one before it. */
  'unlinked',
  /** Another capture with this number was processed, then deleted, and the number was used again. */
  'replaced',
  /** It has no receipt. */
  'unprocessed',
  /** Its receipt cannot be read, or is for other bytes. */
  'misprocessed',
  /** Rows that its receipt lists are missing from the lake. */
  'rows-missing',
  /** Rows in the lake do not have the digest in its receipt. */
  'rows-changed',
] as const;
/** One of them. */
export type ChainFaultKind = (typeof FAULT_KINDS)[number];

/** A fault of one capture. */
export function faultOf(kind: ChainFaultKind, seq: number, format?: number): ChainFault {
  return { kind, from: seq, to: seq, ...(format === undefined ? {} : { format }) };
}

/** How many captures have a fault of any kind. */
export function faultyCaptures(chains: readonly Pick<Chain, 'faults'>[]): number {
  let count = 0;
  for (const { faults } of chains) {
    let reached = 0;
    for (const { from, to } of faults.toSorted((a, b) => a.from - b.from)) {
      count += Math.max(0, to - Math.max(from - 1, reached));
      reached = Math.max(reached, to);
    }
  }
  return count;
}

/** Faults in order, those of one kind that follow each other as one. */
export function inRows(faults: readonly ChainFault[]): readonly ChainFault[] {
  const rows: ChainFault[] = [];
  const ordered = faults.toSorted((a, b) => (a.kind === b.kind ? a.from - b.from : a.kind < b.kind ? -1 : 1));
  for (const each of ordered) {
    const before = rows.at(-1);
    if (before?.kind === each.kind && before.format === each.format && before.to + 1 >= each.from)
      rows.splice(-1, 1, { ...before, to: each.to });
    else rows.push(each);
  }
  return rows.sort((a, b) => a.from - b.from);
}
