import { isDeepStrictEqual } from 'node:util';
import type { LifecycleRule as FoundRule } from '@aws-sdk/client-s3';
import { isObject } from '../../../lambda/schema/canonical-json';
import type { DenyStatement, LifecycleRule } from '../../../lib/bucket-settings';
import type { Statement } from './bucket-state';

/** The demanded statements that a bucket policy lacks. Names of statements do not matter. */
export function missingStatements(
  found: readonly Statement[],
  demanded: readonly DenyStatement[],
): readonly DenyStatement[] {
  const has = new Set(found.map(meaningOf));
  return demanded.filter((statement) => !has.has(meaningOf({ ...statement })));
}

// JSON of what a statement says: a single value and a list of it are the same, and so are a number and its text.
function meaningOf({ Sid, ...statement }: Statement): string {
  return JSON.stringify(canonical(statement));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => String(each)).sort();
  if (!isObject(value)) return [String(value)];
  const entries = Object.entries(value).map(([name, each]) => [name, canonical(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether the bucket has all demanded lifecycle rules. Their names do not matter. */
export function hasRules(found: readonly FoundRule[], demanded: readonly LifecycleRule[]): boolean {
  return demanded.every((rule) => found.some((one) => isDeepStrictEqual(partsOf(one), partsOf(rule))));
}

// S3 returns the prefix in the form in which it was set: in the filter, or beside it.
function partsOf(rule: FoundRule | LifecycleRule): unknown {
  const { ID, Filter, Prefix, ...parts }: FoundRule = rule;
  return { ...parts, prefix: Filter?.Prefix ?? Prefix ?? '' };
}
