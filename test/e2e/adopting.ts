import assert from 'node:assert/strict';
import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { readCaptures } from '../archived-records';
import { startProgram } from '../started-program';
import { openAwsClients } from './aws-clients';
import { type Deployment, STACK } from './deployment';
import { type Digests, evidenceOf } from './evidence';
import { invoke } from './functions';
import type { RecordedApi } from './recorded-api';

const MOST_SECONDS = 120;
const chains = z.array(z.object({ source: z.string(), captures: z.number(), faults: z.array(z.unknown()) }));
const findings = z.array(
  z.object({ level: z.string(), about: z.string(), says: z.string(), command: z.optional(z.string()) }),
);

/** The configuration with which a new stack uses what an earlier one left. */
export function adopting({ archiveBucket, lakeBucket, atlassian, panther }: Deployment) {
  return {
    archive: { bucketName: archiveBucket },
    lake: { bucketName: lakeBucket },
    secretNames: { [atlassian.source]: atlassian.secretName, [panther.source]: panther.secretName },
  };
}

/** The new stack polls from where the earlier one ended, in the same chain, and changes nothing that was kept. */
export async function pollsOn(deployment: Deployment, kept: Digests, api: RecordedApi): Promise<void> {
  const { aws, archive, atlassian } = deployment;
  const ofSource = async () =>
    (await readCaptures(archive)).map(({ header }) => header).filter(({ source }) => source === atlassian.source);
  const before = await ofSource();
  api.passDays(2);

  assert.equal(await invoke(aws, atlassian.collector.name), '');

  const added = (await ofSource()).slice(before.length);
  const last = before.at(-1);
  assert.ok(last !== undefined && added.length > 0, `${added.length} captures were added`);
  assert.equal(added[0]?.previous?.seq, last.seq);
  const again = added.flatMap(({ mode, range }) => (mode === 'poll' && range !== null ? [range.oldest] : []));
  for (const oldest of again) assert.ok(Date.parse(oldest) >= Date.parse(last.watermark ?? ''), oldest);
  const after = await evidenceOf(deployment);
  assert.deepEqual(Object.fromEntries(Object.entries(after).filter(([key]) => Object.hasOwn(kept, key))), kept);
}

/** `verify` sees one unbroken chain for each source, and `doctor` has a command for what the emulator does not set. */
export async function looksGoodAgain({ archiveBucket, lakeBucket }: Deployment): Promise<void> {
  const verified = await run('verify');
  assert.equal(verified.code, 0, verified.err + verified.out);
  assert.deepEqual(
    chains.parse(JSON.parse(verified.out)).map(({ source, faults }) => [source, faults]),
    ['atlassian-main', 'deployment', 'panther-main'].map((source) => [source, []]),
  );

  const doctor = await run('doctor');
  const about = (subject: string) => findings.parse(JSON.parse(doctor.out)).filter((one) => one.about === subject);
  const [archive, ...archiveFaults] = about('archive');
  const [lake, ...lakeFaults] = about('lake');
  assert.equal(archive?.says, `${archiveBucket} locks each capture for 1,827 days (GOVERNANCE); of an earlier stack`);
  assert.equal(lake?.says, `${lakeBucket} is private; of an earlier stack`);
  // Its CloudFormation ignores lifecycle rules and the block of public access.
  for (const { says, command } of [...archiveFaults, ...lakeFaults]) {
    assert.match(says, /expiry|lifecycle|public access/);
    assert.match(
      command ?? '',
      /^aws s3api put-(bucket-lifecycle-configuration|public-access-block) --bucket keepwatch-/,
    );
  }
}

/**
 * In GOVERNANCE mode, somebody with the right to bypass the lock deletes every version, and then the archive itself, once
 * the bucket policy is removed.
 */
export async function archiveCanBeDeleted({ archiveBucket: Bucket }: Deployment): Promise<void> {
  const { s3 } = openAwsClients('administrator');
  const { IsTruncated, Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  assert.ok(!IsTruncated);
  const versions = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  const { Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: versions }, BypassGovernanceRetention: true }),
  );
  assert.deepEqual(Errors ?? [], []);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await assert.rejects(s3.send(new HeadBucketCommand({ Bucket })));
}

function run(command: string) {
  const args = [command, '--stack', STACK, '--json'];
  return startProgram('bin/cli.ts', args, { AWS_PROFILE: 'root' }, { timeout: MOST_SECONDS * 1_000 }).ended;
}
