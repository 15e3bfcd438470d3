import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import type { Logger } from '../../lambda/platform/logger';
import { PULL_KINDS } from '../../lambda/sources/pullers';
import { knownSources } from '../place/known-sources';
import type { Stores } from '../place/place';
import { type Behind, sourceStatus } from './source-status';

/** A source whose polling has never caught up. */
export interface FirstSync {
  readonly source: string;
  /** How far it has come. */
  readonly behind: Behind;
  /** Whether a run ended, and not only started. */
  readonly hasEnded: boolean;
}

/** The first sync of a source; undefined when it is complete, or nothing was archived. */
export async function firstSync(
  name: string,
  stores: Stores,
  logger: Logger,
  now: number,
): Promise<FirstSync | undefined> {
  const { behind, lastRun } = await sourceStatus({ name, ...stores, logger }, now);
  if (behind === null || (lastRun !== null && lastRun.caughtUpAt !== null)) return undefined;
  return { source: name, behind, hasEnded: lastRun !== null };
}

/** The first syncs that are not complete. */
export async function firstSyncs(stores: Stores, logger: Logger, now: number): Promise<readonly FirstSync[]> {
  const found: FirstSync[] = [];
  for (const name of await knownSources(stores)) {
    if (name === DEPLOYMENT_SOURCE) continue;
    const sync = await firstSync(name, stores, logger, now);
    if (sync !== undefined) found.push(sync);
  }
  return found;
}

/** The command that continues polling in a directory; `place` is its `--lake`, after a blank. */
export function startCommand(source: string, place: string): string {
  const kind = PULL_KINDS.find((each) => source === `${each}-main` || source === `${each}-demo`);
  const option = kind === undefined || kind === PULL_KINDS[0] ? '' : ` --source ${kind}`;
  return `npx keepwatch start${option}${place}`;
}
