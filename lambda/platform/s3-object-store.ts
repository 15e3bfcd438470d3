import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ObjectStoreError } from '../errors';
import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from './object-store';
import { backoffDelay } from './retry-delay';

const MOST_CONFLICTS = 6;

/** Objects in an S3 bucket. Conditional writes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export class S3ObjectStore implements ObjectStore {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async get(key: string): Promise<StoredObject | undefined> {
    return this.#call('read', key, async () => {
      const { Body, ETag } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag ?? '' };
    });
  }

  async exists(key: string): Promise<boolean> {
    const found = await this.#call('look for', key, async () => {
      await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return true;
    });
    return found ?? false;
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome> {
    // 409: another conditional write of the key is in flight; S3 says to try again.
    for (let conflicts = 0; ; ) {
      try {
        await this.client.send(
          new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ...conditionHeaders(condition) }),
        );
        return 'stored';
      } catch (error) {
        const status = statusOf(error);
        if (status === 412 || (status === 404 && condition?.kind === 'ifMatch')) return 'refused';
        conflicts += 1;
        if (status !== 409 || conflicts >= MOST_CONFLICTS) throw this.#failure('write', key, error);
        await sleep(backoffDelay(conflicts, Math.random) / 5);
      }
    }
  }

  async delete(key: string): Promise<void> {
    await this.#call('delete', key, () => this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key })));
  }

  async *list(prefix: string, after?: string): AsyncIterable<string> {
    let token: string | undefined;
    do {
      const page = await this.#call('list', prefix, () =>
        this.client.send(
          new ListObjectsV2Command({
            Bucket: this.bucket,
            Prefix: prefix,
            ...(after === undefined ? {} : { StartAfter: after }),
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Key } of page?.Contents ?? []) if (Key !== undefined) yield Key;
      token = page?.NextContinuationToken;
    } while (token !== undefined);
  }

  // undefined: there is no such object.
  async #call<T>(verb: string, key: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
      throw this.#failure(verb, key, error);
    }
  }

  #failure(verb: string, key: string, cause: unknown): ObjectStoreError {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return new ObjectStoreError(`Could not ${verb} s3://${this.bucket}/${key}: ${reason}`, { cause });
  }
}

function conditionHeaders(condition: PutCondition | undefined) {
  switch (condition?.kind) {
    case undefined:
      return {};
    case 'absent':
      return { IfNoneMatch: '*' };
    case 'ifMatch':
      return { IfMatch: condition.etag };
  }
}

// The SDK has no classes for refused conditions.
function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
