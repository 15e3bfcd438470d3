import { type LifecycleRule, S3Client } from '@aws-sdk/client-s3';
import { SHORTEST_RETENTION_DAYS } from '../../../lambda/names';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import {
  archiveLifecycle,
  archivePolicy,
  type DenyStatement,
  lakeLifecycle,
  lakePolicy,
} from '../../../lib/bucket-settings';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import type { BucketConfiguration } from '../../configuration/bucket-configuration';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { pluralize } from '../../terminal/figures';
import { bad, type Finding, good, type Level, warning } from '../finding';
import { hasRules, missingStatements } from './bucket-differences';
import { BucketState, type DefaultLock } from './bucket-state';
import { blockPublicAccess, enableVersioning, sendEvents, setLifecycle, setLock, setPolicy } from './repair-commands';
import { RESTORE } from './restore';

/** A setting that is not as it must be. */
interface Fault {
  readonly level: Exclude<Level, 'good'>;
  readonly says: string;
  /** Sets it in a bucket that the stack does not own. */
  readonly command: (demanded: BucketConfiguration) => string;
}

const RUN = 'The bucket is of an earlier stack, so no deployment changes it. Run this command of the AWS CLI:';

/** The archive bucket as deployed: versions, lock, expiry, policy, events, access. */
export async function checkArchive(
  stack: DeployedStack,
  configuration: () => BucketConfiguration,
): Promise<readonly Finding[]> {
  const state = bucketOf(stack, STACK_OUTPUTS.archiveBucket);
  const adopted = isAdopted(stack, 'Archive') ? configuration() : undefined;
  const [lock, rules] = [await state.lock(), await state.lifecycle()];
  const faults = [
    ...versioningFaults(state.bucket, await state.versioning()),
    ...lockFaults(state.bucket, lock, adopted),
    ...expiryFaults(state.bucket, rules, lock?.days ?? 0, adopted),
    ...policyFaults(state.bucket, await state.policy(), archivePolicy(arnOf(stack, state.bucket))),
    ...(await eventFaults(state)),
    ...(await accessFaults(state)),
  ];
  const summary = lock && `${state.bucket} locks each capture for ${pluralize(lock.days, 'day')} (${lock.mode})`;
  return findingsOf('archive', summary, faults, adopted);
}

/** The lake bucket as deployed: policy and access; of an adopted one also expiry. */
export async function checkLake(
  stack: DeployedStack,
  configuration: () => BucketConfiguration,
): Promise<readonly Finding[]> {
  const state = bucketOf(stack, STACK_OUTPUTS.lakeBucket);
  const adopted = isAdopted(stack, 'Lake') ? configuration() : undefined;
  const faults = [
    ...(adopted === undefined ? [] : await lakeExpiryFaults(state, adopted)),
    ...policyFaults(state.bucket, await state.policy(), lakePolicy(arnOf(stack, state.bucket))),
    ...(await accessFaults(state)),
  ];
  const isPrivate = faults.every(({ level }) => level !== 'bad');
  return findingsOf('lake', isPrivate ? `${state.bucket} is private` : undefined, faults, adopted);
}

function bucketOf({ outputs }: DeployedStack, output: string): BucketState {
  return new BucketState(new S3Client(AWS_CLIENT), outputs.get(output) ?? '');
}

// In the partition of the stack's other resources, such as aws-cn.
function arnOf(stack: DeployedStack, bucket: string): string {
  const [topic] = resourcesOf(stack, 'AWS::SNS::Topic');
  return `arn:${topic?.physicalId.split(':')[1] ?? 'aws'}:s3:::${bucket}`;
}

// A bucket of an earlier stack is not a resource of this one.
function isAdopted(stack: DeployedStack, place: string): boolean {
  return resourcesOf(stack, 'AWS::S3::Bucket', place).length === 0;
}

function findingsOf(
  about: string,
  summary: string | undefined,
  faults: readonly Fault[],
  adopted: BucketConfiguration | undefined,
): readonly Finding[] {
  const findings = faults.map(({ level, says, command }) => {
    const make = level === 'bad' ? bad : warning;
    if (adopted === undefined) return make(about, says, `Find out who changed it (CloudTrail). ${RESTORE}`);
    return { ...make(about, says, RUN), command: command(adopted) };
  });
  // The fault of a lock says as much.
  if (summary === undefined || faults.some(({ says }) => says.startsWith(summary))) return findings;
  return [good(about, adopted === undefined ? summary : `${summary}; of an earlier stack`), ...findings];
}

function versioningFaults(bucket: string, status: string | undefined): readonly Fault[] {
  if (status === 'Enabled') return [];
  return [{ level: 'bad', says: `versioning is ${status ?? 'off'}`, command: () => enableVersioning(bucket) }];
}

function lockFaults(
  bucket: string,
  lock: DefaultLock | undefined,
  adopted: BucketConfiguration | undefined,
): readonly Fault[] {
  const command = ({ lockMode: mode, retentionDays: days }: BucketConfiguration) => setLock(bucket, { mode, days });
  if (lock === undefined) return [{ level: 'bad', says: 'has no lock: new captures can be deleted', command }];
  const locks = `${bucket} locks each capture for ${pluralize(lock.days, 'day')} (${lock.mode})`;
  if (lock.days < SHORTEST_RETENTION_DAYS) {
    return [{ level: 'bad', says: `${locks}; at least ${SHORTEST_RETENTION_DAYS} days are needed`, command }];
  }
  if (adopted === undefined || (lock.days === adopted.retentionDays && lock.mode === adopted.lockMode)) return [];
  const demanded = `${pluralize(adopted.retentionDays, 'day')} (${adopted.lockMode})`;
  return [{ level: 'warning', says: `${locks}, but cdk.json says ${demanded}`, command }];
}

function expiryFaults(
  bucket: string,
  rules: readonly LifecycleRule[],
  locked: number,
  adopted: BucketConfiguration | undefined,
): readonly Fault[] {
  const command = ({ retentionDays }: BucketConfiguration) =>
    setLifecycle(bucket, rules, archiveLifecycle(retentionDays));
  const enabled = rules.filter(({ Status }) => Status === 'Enabled');
  const removed = enabled.flatMap(({ Expiration }) => Expiration?.Days ?? []);
  const least = Math.min(...removed);
  if (removed.length === 0) return [{ level: 'warning', says: 'has no expiry: captures are never removed', command }];
  if (least < locked) {
    return [{ level: 'warning', says: `removes captures after ${least} days, before their lock ends`, command }];
  }
  if (adopted === undefined || hasRules(rules, archiveLifecycle(adopted.retentionDays))) return [];
  const says = `its lifecycle rules do not remove captures after the ${pluralize(adopted.retentionDays, 'day')} of cdk.json`;
  return [{ level: 'warning', says, command }];
}

async function lakeExpiryFaults(
  state: BucketState,
  { retentionDays, resultDays }: BucketConfiguration,
): Promise<readonly Fault[]> {
  const rules = await state.lifecycle();
  const demanded = lakeLifecycle(retentionDays, resultDays);
  if (hasRules(rules, demanded)) return [];
  const says = 'its lifecycle rules do not remove objects after the days of cdk.json';
  return [{ level: 'warning', says, command: () => setLifecycle(state.bucket, rules, demanded) }];
}

function policyFaults(
  bucket: string,
  found: Awaited<ReturnType<BucketState['policy']>>,
  demanded: readonly DenyStatement[],
): readonly Fault[] {
  const missing = missingStatements(found, demanded);
  if (missing.length === 0) return [];
  const allows = new Set(missing.map(({ Action }) => ALLOWED[Action] ?? Action));
  const says = `its bucket policy allows ${[...allows].join(' and ')}`;
  return [{ level: 'bad', says, command: () => setPolicy(bucket, found, missing) }];
}

const ALLOWED: Readonly<Record<string, string>> = {
  's3:*': 'requests without TLS 1.2',
  's3:PutObject': 'writing over a capture',
  's3:DeleteObject': 'hiding a capture behind a delete marker',
};

async function eventFaults(state: BucketState): Promise<readonly Fault[]> {
  const found = await state.notifications();
  if (found.EventBridgeConfiguration !== undefined) return [];
  const says = 'sends no events to EventBridge: new captures are not processed';
  return [{ level: 'bad', says, command: () => sendEvents(state.bucket, found) }];
}

async function accessFaults(state: BucketState): Promise<readonly Fault[]> {
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    await state.publicAccessBlock();
  if (BlockPublicAcls && BlockPublicPolicy && IgnorePublicAcls && RestrictPublicBuckets) return [];
  return [{ level: 'bad', says: 'does not block public access', command: () => blockPublicAccess(state.bucket) }];
}
