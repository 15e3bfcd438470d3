/** What the archive of one source is, as far as its chain was walked. */
export interface Chain {
  readonly source: string;
  /** Captures that are there, by their keys. */
  readonly captures: number;
  /** Numbers of the oldest and the newest; 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** The newest capture; undefined when it cannot be read. */
  readonly head: { readonly sha256: string; readonly capturedAt: string } | undefined;
  /** Captures whose bytes were compared with the digest that the next one names. */
  readonly compared: number;
  /** Captures of each day, `YYYY-MM-DD`, as far as they were read. */
  readonly days: ReadonlyMap<string, number>;
  /** Captures so young that they may still be being processed, without a receipt. */
  readonly waiting: number;
  /** Captures that came since the walk began, where it goes on from an earlier one: they were not read. */
  readonly newer: number;
  /** In order of their numbers. */
  readonly faults: readonly ChainFault[];
  /** Objects of rows in the lake that no receipt names; undefined when nobody looked for them. */
  readonly unnamed?: Unnamed | undefined;
}

/** Objects in the lake that no receipt names. */
export interface Unnamed {
  readonly count: number;
  /** The first of them. */
  readonly keys: readonly string[];
}

/** What is wrong with one capture or with several in a row. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  readonly from: number;
  readonly to: number;
  /** Of a `newer-format`: the version. */
  readonly format?: number | undefined;
}

/** What can be wrong with a capture. */
export const FAULT_KINDS = [
  /** It was there, for newer ones are, or its receipt is; and it is too young to have expired. */
  'missing',
  /** Its bytes are not those that the next one names. */
  'altered',
  /** It is no capture of that number. */
  'unreadable',
  /** A newer Keepwatch wrote it, or its receipt. */
  'newer-format',
  /** It names another than the one before it. */
  'unlinked',
  /** Another capture of this number was there and was processed: it was deleted, and its number taken again. */
  'replaced',
  /** It has no receipt. */
  'unprocessed',
  /** Its receipt cannot be read, or is of other bytes. */
  'misprocessed',
  /** Rows that its receipt names are not in the lake. */
  'rows-missing',
  /** Rows in the lake are not those of which its receipt has the digest. */
  'rows-changed',
] as const;
/** One of them. */
export type ChainFaultKind = (typeof FAULT_KINDS)[number];

/** A fault of one capture. */
export function faultOf(kind: ChainFaultKind, seq: number, format?: number): ChainFault {
  return { kind, from: seq, to: seq, ...(format === undefined ? {} : { format }) };
}

/** How many captures something is wrong with, whatever it is. */
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

/** Faults in order, those of one kind that follow on each other as one. */
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
