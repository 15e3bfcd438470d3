import type { LifecycleRule as FoundRule } from '@aws-sdk/client-s3';
import type { DenyStatement, LifecycleRule } from '../../../lib/bucket-settings';
import type { DefaultLock, Notifications, Statement } from './bucket-state';

// Commands of the AWS CLI for a bucket that the stack does not own. Each sets a whole configuration, so it repeats what
// the bucket has besides. https://docs.aws.amazon.com/cli/latest/reference/s3api/

/** Switches versions on. */
export function enableVersioning(bucket: string): string {
  return `${s3api('put-bucket-versioning', bucket)} --versioning-configuration Status=Enabled`;
}

/** Locks each new object. */
export function setLock(bucket: string, { mode, days }: DefaultLock): string {
  const configuration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: mode, Days: days } } };
  return `${s3api('put-object-lock-configuration', bucket)} --object-lock-configuration ${json(configuration)}`;
}

/** Adds lifecycle rules, in place of those with the same names. */
export function setLifecycle(bucket: string, found: readonly FoundRule[], rules: readonly LifecycleRule[]): string {
  const named = new Set(rules.map(({ ID }) => ID));
  const others = found.filter(({ ID }) => ID === undefined || !named.has(ID));
  const configuration = { Rules: [...others.map(withFilter), ...rules] };
  return `${s3api('put-bucket-lifecycle-configuration', bucket)} --lifecycle-configuration ${json(configuration)}`;
}

// S3 refuses rules with the older top-level prefix beside rules with a filter.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
function withFilter({ Prefix, ...rule }: FoundRule): FoundRule {
  return Prefix === undefined ? rule : { ...rule, Filter: { Prefix } };
}

/** Adds statements to the bucket policy, in place of those with the same names. */
export function setPolicy(bucket: string, found: readonly Statement[], missing: readonly DenyStatement[]): string {
  const named = new Set(missing.flatMap(({ Sid }) => Sid ?? []));
  const others = found.filter(({ Sid }) => typeof Sid !== 'string' || !named.has(Sid));
  const policy = { Version: '2012-10-17', Statement: [...others, ...missing] };
  return `${s3api('put-bucket-policy', bucket)} --policy ${json(policy)}`;
}

/** Sends events to EventBridge, besides all other notifications. */
export function sendEvents(bucket: string, found: Notifications): string {
  const configuration = { ...found, EventBridgeConfiguration: {} };
  return `${s3api('put-bucket-notification-configuration', bucket)} --notification-configuration ${json(configuration)}`;
}

/** Blocks public access in all four ways. */
export function blockPublicAccess(bucket: string): string {
  const all = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
  return `${s3api('put-public-access-block', bucket)} --public-access-block-configuration ${all}`;
}

function s3api(command: string, bucket: string): string {
  return `aws s3api ${command} --bucket ${bucket}`;
}

// For a POSIX shell.
function json(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`;
}
