import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type MinioServer, REGION, ROOT } from './minio-server';
import type { Buckets } from './other-services';

/** A principal of the tests. */
export type Who = 'operator' | 'repair role';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/**
 * Credentials with the rights that docs/operate.md lists, and no others. MinIO does not apply the policy of a bucket to
 * principals, so what that denies is missing here.
 */
export async function openSession(server: MinioServer, buckets: Buckets, who: Who): Promise<Record<string, string>> {
  const sts = new STSClient({ ...AWS_CLIENT, endpoint: server.endpoint, region: REGION, credentials: ROOT });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ROOT.accessKeyId}:role/unused`,
      RoleSessionName: who.replace(' ', '-'),
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: RIGHTS[who](buckets) }),
    }),
  );
  sts.destroy();
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_S3: server.endpoint,
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  };
}

const RIGHTS: Readonly<Record<Who, (buckets: Buckets) => readonly Statement[]>> = {
  operator: ({ archive, lake }) => [
    allow(['s3:GetObject'], `${archive}/*`, `${lake}/*`),
    allow(['s3:ListBucket'], archive, lake),
    allow(['s3:ListBucketVersions'], archive),
    allow(['s3:GetObjectRetention'], `${archive}/captures/*`),
    // AWS does not ask for s3:DeleteObject where a version is named. MinIO asks for both.
    allow(
      ['s3:GetObjectVersion', 's3:DeleteObjectVersion', 's3:DeleteObject', 's3:BypassGovernanceRetention'],
      `${archive}/captures/*`,
    ),
    allow(['s3:DeleteObject'], `${lake}/receipts/*`, `${lake}/events/*`),
  ],
  'repair role': ({ archive }) => [
    allow(['s3:GetObjectVersion', 's3:DeleteObject', 's3:PutObject'], `${archive}/captures/*`),
  ],
};

function allow(Action: readonly string[], ...names: readonly string[]): Statement {
  return { Effect: 'Allow', Action, Resource: names.map((name) => `arn:aws:s3:::${name}`) };
}
