import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { SHORTEST_RETENTION_DAYS } from '../../../lambda/names';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import type { DeployedStack } from '../../place/stack/deployed-stack';
import { pluralize } from '../../terminal/figures';
import { bad, type Finding, good, warning } from '../finding';
import { RESTORE } from './restore';

const ABOUT = 'archive';

/** The archive bucket as deployed: versions, lock, expiry. */
export async function checkArchive({ outputs }: DeployedStack): Promise<readonly Finding[]> {
  const Bucket = outputs.get(STACK_OUTPUTS.archiveBucket) ?? '';
  const client = new S3Client(AWS_CLIENT);
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket }));
  const lock = await client.send(new GetObjectLockConfigurationCommand({ Bucket })).catch(undefinedIfNone);
  const lifecycle = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })).catch(undefinedIfNone);
  const { Rules = [] } = lifecycle ?? {};
  const { Mode, Days, Years } = lock?.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  const locked = Days ?? (Years ?? 0) * 365;
  const removed = Rules.flatMap(({ Status: status, Expiration }) =>
    status === 'Enabled' ? (Expiration?.Days ?? []) : [],
  );
  const restore = `Find out who changed it (CloudTrail). ${RESTORE}`;

  const findings: Finding[] = [];
  if (Status !== 'Enabled') findings.push(bad(ABOUT, `versioning is ${Status ?? 'off'}`, restore));
  if (locked === 0) findings.push(bad(ABOUT, 'has no lock: new captures can be deleted', restore));
  else
    findings.push(
      lockFinding(`${Bucket} locks each capture for ${pluralize(locked, 'day')} (${Mode})`, locked, restore),
    );
  if (removed.length === 0) findings.push(warning(ABOUT, 'has no expiry: captures are never removed', restore));
  const [least = Infinity] = [...removed].sort((a, b) => a - b);
  if (least < locked)
    findings.push(warning(ABOUT, `removes captures after ${least} days, before their lock ends`, restore));
  return findings;
}

function lockFinding(says: string, days: number, restore: string): Finding {
  if (days >= SHORTEST_RETENTION_DAYS) return good(ABOUT, says);
  return bad(ABOUT, `${says}; at least ${SHORTEST_RETENTION_DAYS} days are needed`, restore);
}

// S3 answers with an error where nothing is configured.
function undefinedIfNone(error: unknown): undefined {
  const NONE = ['NoSuchLifecycleConfiguration', 'ObjectLockConfigurationNotFoundError'];
  if (error instanceof S3ServiceException && NONE.includes(error.name)) return undefined;
  throw error;
}
