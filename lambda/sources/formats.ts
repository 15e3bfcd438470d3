import type { Schema } from '../schema/language';
import { atlassianFormat } from './atlassian/format';
import { deploymentFormat } from './deployment/format';
import { pantherFormat } from './panther/format';
import type { RecordFormat } from './record-format';

/**
 * Every kind of source, by the name that capture headers store: how its captures are read. The processor bundles this
 * registry; nothing in it reads a credential or calls an API. Kinds that are polled are in `pullers.ts` too.
 */
export const FORMATS = {
  atlassian: atlassianFormat,
  panther: pantherFormat,
  deployment: deploymentFormat,
} satisfies Readonly<Record<string, RecordFormat<Schema, object>>>;
/** The name of a kind of source. */
export type SourceKind = keyof typeof FORMATS;

/** Whether a kind of that name exists. */
export function isSourceKind(name: unknown): name is SourceKind {
  return typeof name === 'string' && Object.hasOwn(FORMATS, name);
}

/** The first kind that existed: early captures do not name theirs, and a configuration need not. */
export const DEFAULT_KIND = 'atlassian';
