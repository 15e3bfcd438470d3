import { findHead, firstCapture } from '../../lambda/archive/head';
import { SettingError } from '../../lambda/errors';
import { DEPLOYMENT_SOURCE, SOURCE_NAME } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DAY_MS } from '../../lambda/schema/days';
import { parseRfc3339 } from '../../lambda/schema/timestamp';
import { UsageError } from '../exit-codes';
import { archivedSources } from '../place/known-sources';
import type { DeadLetter, DeadLetters, Place } from '../place/place';
import { unprocessedCaptures } from '../place/unprocessed';
import { terminalText } from '../terminal/terminal-text';
import { capturesBetween, capturesWithFailures, ofSource, type RangeEnd } from './selection';

/** Options of `replay` that choose captures. */
export interface ReplayOptions {
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
  readonly failures?: boolean;
  readonly unprocessed?: boolean;
  readonly deadLetters?: boolean;
}

/** Which captures. */
export type Choice =
  | { readonly kind: 'dead-letters' | 'unprocessed' | 'failures' }
  | { readonly kind: 'range'; readonly from: RangeEnd; readonly to: RangeEnd | undefined };

/** Which captures the options select. Throws `UsageError` when they select none, or are not valid. */
export function checkedChoice(options: ReplayOptions): Choice {
  if (options.source !== undefined && !SOURCE_NAME.test(options.source)) {
    throw new UsageError(`--source: ${terminalText(options.source)} is not the name of a source.`);
  }
  if (options.to !== undefined && options.from === undefined) throw new UsageError('--to: use it with --from.');
  if (options.deadLetters) return { kind: 'dead-letters' };
  if (options.unprocessed) return { kind: 'unprocessed' };
  if (options.failures) return { kind: 'failures' };
  if (options.from === undefined) {
    throw new UsageError(
      'Choose the captures: --dead-letters, --unprocessed, --failures or --from. See npx keepwatch replay --help.',
    );
  }
  const to = options.to === undefined ? undefined : rangeEnd('--to', options.to, DAY_MS - 1);
  const from = rangeEnd('--from', options.from, 0);
  if (to !== undefined && isReversed(from, to)) throw new UsageError('--to is before --from.');
  return { kind: 'range', from, to };
}

function isReversed(from: RangeEnd, to: RangeEnd): boolean {
  if ('seq' in from && 'seq' in to) return to.seq < from.seq;
  return 'time' in from && 'time' in to && to.time < from.time;
}

// A date as --from is its first millisecond, as --to its last.
function rangeEnd(option: string, text: string, inDay: number): RangeEnd {
  if (/^\d{1,12}$/.test(text) && Number(text) > 0) return { seq: Number(text) };
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = parseRfc3339(isDate ? `${text}T00:00:00Z` : text);
  if (time !== undefined) return { time: isDate ? time + inDay : time };
  throw new UsageError(
    `${option}: ${terminalText(text)} is not allowed; use a capture's number, a date such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z.`,
  );
}

/** The selected captures, in order. Throws `SettingError` when the source does not exist. */
export async function selectCaptures(place: Place, choice: Choice, { source }: ReplayOptions): Promise<DeadLetters> {
  if (source !== undefined) await checkSource(place, source);
  const { archive, lake } = place;
  const selected = (keys: readonly string[]) => ({
    letters: ofSource(keys, source).map((key) => ({ key, settle: async () => {} })),
    foreignMessages: 0,
    hidden: 0,
  });
  switch (choice.kind) {
    case 'dead-letters': {
      const { letters, ...others } = await place.deadLetters();
      const isOther = ({ key }: DeadLetter) => ofSource([key], source).length === 0;
      for (const other of letters.filter(isOther)) await other.settle(false);
      return { letters: letters.filter((letter) => !isOther(letter)), ...others };
    }
    case 'unprocessed':
      return selected(await unprocessedCaptures({ archive, lake }, source));
    case 'failures':
      return selected(await capturesWithFailures(lake));
    case 'range':
      return selected(await inRange(archive, choice, source));
  }
}

// Without this check, a mistyped name would look like a source without captures.
async function checkSource({ archive }: Place, source: string): Promise<void> {
  if ((await firstCapture(archive, source)) > 0) return;
  const sources = await archivedSources(archive);
  throw new SettingError(`Unknown source ${source}. With captures: ${sources.join(', ') || 'none'}.`);
}

async function noSuchNumbers(archive: ObjectStore, source: string): Promise<SettingError> {
  const [first, last] = [await firstCapture(archive, source), await findHead(archive, source, undefined)];
  return new SettingError(`--from: ${source} has captures ${first} to ${last}, none of them in this range.`);
}

async function inRange(archive: ObjectStore, { from, to }: Extract<Choice, { kind: 'range' }>, source?: string) {
  const sources = source === undefined ? await archivedSources(archive) : [source];
  const isNumbered = 'seq' in from || (to !== undefined && 'seq' in to);
  // A number belongs to one source. The deployment trail is meant only when it is named.
  const polled = isNumbered && source === undefined ? sources.filter((name) => name !== DEPLOYMENT_SOURCE) : sources;
  if (isNumbered && polled.length > 1) {
    throw new SettingError(`--source is needed with a number. Available: ${sources.join(', ')}.`);
  }
  const keys: string[] = [];
  for (const each of polled) {
    const found = await capturesBetween(archive, each, from, to);
    // Such as a date without hyphens, which is a number too.
    if (isNumbered && found.length === 0) throw await noSuchNumbers(archive, each);
    keys.push(...found);
  }
  return keys;
}
