import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type PublicAccessBlockConfiguration,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';

/** Mode and days of a bucket's default lock. */
export interface DefaultLock {
  readonly mode: string;
  readonly days: number;
}

/** A statement of a bucket policy, as S3 returns it. */
export type Statement = Readonly<Record<string, unknown>>;

/** Notifications of a bucket, in the form in which they are set again. */
export type Notifications = Omit<GetBucketNotificationConfigurationCommandOutput, '$metadata'>;

// S3 answers with an error where nothing is configured.
const NONE = [
  'NoSuchBucketPolicy',
  'NoSuchLifecycleConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'ObjectLockConfigurationNotFoundError',
];

const policySchema = z.object({
  Statement: z.pipe(
    z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]),
    z.transform((statement): readonly Statement[] => (Array.isArray(statement) ? statement : [statement])),
  ),
});

/** The settings of a bucket, each read on its own: a right that is missing hides no other setting. */
export class BucketState {
  constructor(
    private readonly client: S3Client,
    readonly bucket: string,
  ) {}

  /** `Enabled`, `Suspended`, or undefined when it was never enabled. */
  async versioning(): Promise<string | undefined> {
    return (await this.client.send(new GetBucketVersioningCommand({ Bucket: this.bucket }))).Status;
  }

  /** What S3 locks each new object with; undefined when it locks none. */
  async lock(): Promise<DefaultLock | undefined> {
    const found = await this.client
      .send(new GetObjectLockConfigurationCommand({ Bucket: this.bucket }))
      .catch(undefinedIfNone);
    const { Mode, Days, Years } = found?.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    const days = Days ?? (Years ?? 0) * 365;
    return Mode === undefined || days === 0 ? undefined : { mode: Mode, days };
  }

  async lifecycle(): Promise<readonly LifecycleRule[]> {
    const found = await this.client
      .send(new GetBucketLifecycleConfigurationCommand({ Bucket: this.bucket }))
      .catch(undefinedIfNone);
    return found?.Rules ?? [];
  }

  async policy(): Promise<readonly Statement[]> {
    const found = await this.client.send(new GetBucketPolicyCommand({ Bucket: this.bucket })).catch(undefinedIfNone);
    return found?.Policy === undefined ? [] : policySchema.parse(JSON.parse(found.Policy)).Statement;
  }

  async notifications(): Promise<Notifications> {
    const { $metadata, ...notifications } = await this.client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: this.bucket }),
    );
    return notifications;
  }

  async publicAccessBlock(): Promise<PublicAccessBlockConfiguration> {
    const found = await this.client
      .send(new GetPublicAccessBlockCommand({ Bucket: this.bucket }))
      .catch(undefinedIfNone);
    return found?.PublicAccessBlockConfiguration ?? {};
  }
}

function undefinedIfNone(error: unknown): undefined {
  if (error instanceof S3ServiceException && NONE.includes(error.name)) return undefined;
  throw error;
}
