import { atlassian } from './atlassian/kind';
import { deployment } from './deployment/kind';
import { panther } from './panther/kind';
import type { PullKindDefinition, SourceKindDefinition } from './source-kind';

/** The kinds of source that are polled, and that `sources` in the configuration can name. A folder for each. */
export const PULLED = { atlassian, panther } satisfies Readonly<Record<string, PullKindDefinition>>;
/** One of them. */
export type PullKind = keyof typeof PULLED;

/** All kinds of source. `deployment` is Keepwatch's own trail, whose events are pushed. */
export const KINDS = { ...PULLED, deployment } satisfies Readonly<Record<string, SourceKindDefinition>>;
/** One of the kinds. */
export type SourceKind = keyof typeof KINDS;

/** Whether there is such a kind. */
export function isSourceKind(name: unknown): name is SourceKind {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}

/** The names of the kinds that are polled. */
export const PULL_KINDS: readonly PullKind[] = Object.keys(PULLED).filter(isPullKind);

function isPullKind(name: string): name is PullKind {
  return Object.hasOwn(PULLED, name);
}
