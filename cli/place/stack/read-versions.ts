import {
  type DeleteMarkerEntry,
  GetObjectCommand,
  GetObjectRetentionCommand,
  type GetObjectRetentionCommandInput,
  type ObjectVersion as ListedVersion,
  ListObjectVersionsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { LARGEST_CAPTURE_BYTES, objectDigest } from '../../../lambda/archive/capture';
import type { ObjectVersion } from '../object-versions';

/**
 * Versions and delete markers of one object, newest first. More than a page of them are not read.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function readVersions(s3: S3Client, Bucket: string, key: string): Promise<readonly ObjectVersion[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key }));
  const markers = DeleteMarkers.map((marker) => ({ ...marker, isMarker: true }));
  const entries = [...Versions.map((version) => ({ ...version, isMarker: false })), ...markers]
    .filter(({ Key }) => Key === key)
    .sort(newestFirst);
  return Promise.all(
    entries.map(async ({ VersionId: id = '', isMarker, ...version }): Promise<ObjectVersion> => {
      if (isMarker) return { id, kind: 'delete-marker' };
      return { id, kind: 'data', ...(await readVersion(s3, Bucket, key, id, version)) };
    }),
  );
}

async function readVersion(s3: S3Client, Bucket: string, Key: string, VersionId: string, { Size = 0 }: ListedVersion) {
  const lock = await readLock(s3, { Bucket, Key, VersionId });
  // Somebody may have put an object of any size.
  if (Size > LARGEST_CAPTURE_BYTES) return { lock };
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return { lock, sha256: objectDigest((await Body?.transformToByteArray()) ?? new Uint8Array()) };
}

// Asked for by itself: a reader without this right gets the object without its lock, and no error.
async function readLock(s3: S3Client, version: GetObjectRetentionCommandInput) {
  try {
    const { Retention } = await s3.send(new GetObjectRetentionCommand(version));
    return (Retention?.RetainUntilDate?.getTime() ?? 0) > Date.now() ? Retention?.Mode : undefined;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchObjectLockConfiguration') return undefined;
    throw error;
  }
}

type Entry = Pick<DeleteMarkerEntry, 'IsLatest' | 'LastModified'>;

// S3 lists versions and markers apart, each newest first. Times have seconds only, so the flag of the current one decides first.
function newestFirst(a: Entry, b: Entry): number {
  if (a.IsLatest !== b.IsLatest) return a.IsLatest ? -1 : 1;
  return (b.LastModified?.getTime() ?? 0) - (a.LastModified?.getTime() ?? 0);
}
