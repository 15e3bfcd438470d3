import { atlassianPuller } from './atlassian/puller';
import type { SourceKind } from './formats';
import { pantherPuller } from './panther/puller';
import type { Puller } from './puller';

// Each kind is in `formats.ts` too.
const REGISTERED = {
  atlassian: atlassianPuller,
  panther: pantherPuller,
} satisfies Readonly<Partial<Record<SourceKind, Puller>>>;

/** The name of a kind that is polled, and that `sources` in the configuration can name. */
export type PullKind = keyof typeof REGISTERED;

/** Every kind of source that is polled: how its API is called, and with which credential. Collectors and commands use it. */
export const PULLERS: Readonly<Record<PullKind, Puller>> = REGISTERED;

/** The names of the kinds that are polled. */
export const PULL_KINDS: readonly PullKind[] = Object.keys(REGISTERED).filter(isPullKind);

function isPullKind(name: string): name is PullKind {
  return Object.hasOwn(REGISTERED, name);
}
