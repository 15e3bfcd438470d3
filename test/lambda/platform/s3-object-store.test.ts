import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';
import { objectStoreContract } from './object-store.contract';
import { type S3Server, startS3Server } from './s3-server';

let server: S3Server;
const clients: S3Client[] = [];
const clientOf = (endpoint: string) => {
  const client = new S3Client({
    ...AWS_CLIENT,
    endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'emulated-secret' },
  });
  clients.push(client);
  return client;
};
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.stop();
});

// Another S3 server can take the contract as well: give its address. With a default retention as JSON, its buckets are locked.
const emulated = process.env.KEEPWATCH_TEST_S3_ENDPOINT;
const { KEEPWATCH_TEST_S3_RETENTION: retention } = process.env;
const retentionSchema = z.object({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: z.int() });
const createBucket = async (client: S3Client, Bucket: string) => {
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: retention !== undefined }));
  if (retention === undefined) return;
  const DefaultRetention = retentionSchema.parse(JSON.parse(retention));
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } as const;
  await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
};
const openBucket = async (endpoint = server.endpoint) => {
  const bucket = `keepwatch-${randomUUID()}`;
  const client = clientOf(endpoint);
  if (endpoint === emulated) await createBucket(client, bucket);
  return new S3ObjectStore(client, bucket);
};
const body = new TextEncoder().encode('body');

describe('S3ObjectStore', () => {
  objectStoreContract(() => openBucket(emulated));

  it('tries again while another conditional write is in flight', async () => {
    const store = await openBucket();
    server.conflicts = 2;
    expect(await store.put('a', body, { kind: 'absent' })).toBe('stored');
    expect(server.conflicts).toBe(0);
  });

  it('returns refused when the response to its own successful write was lost', async () => {
    const store = await openBucket();
    server.loseNextAnswer = true;
    expect(await store.put('a', body, { kind: 'absent' })).toBe('refused');
    expect((await store.get('a'))?.body).toEqual(body);
  });

  it('names the failed operation and the key', async () => {
    const store = await openBucket();
    server.conflicts = 100;
    await expect(store.put('a', body, { kind: 'absent' })).rejects.toThrow(
      /^Could not write s3:\/\/keepwatch-.*\/a: ConditionalRequestConflict: /,
    );
    server.conflicts = 0;
  });
});
