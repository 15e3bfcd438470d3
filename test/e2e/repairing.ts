import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { captureKey } from '../../lambda/archive/capture';
import { findHead } from '../../lambda/archive/head';
import { receiptKey } from '../../lambda/lake/layout';
import { commandsIn } from '../referees/minio/repairs';
import { startProgram } from '../started-program';
import { openAwsClients } from './aws-clients';
import { type Deployment, STACK } from './deployment';
import type { Operator } from './operating';
import { digestsOf } from './stored-objects';

const MOST_SECONDS = 180;
const MOST_ROUNDS = 6;

/**
 * Root, whom no policy binds, damages the archive. An administrator, whom the deployed policies bind, does what `verify` prints,
 * until it finds nothing.
 */
export async function repairsWhatVerifyFinds(
  { aws, archive, archiveBucket, lake, atlassian }: Deployment,
  operator: Operator,
) {
  const before = await digestsOf(archive);
  const { source } = atlassian;
  const newest = await findHead(archive, source, undefined);
  const at = (seq: number) => ({ Bucket: archiveBucket, Key: captureKey(source, seq) });
  await aws.s3.send(new PutObjectCommand({ ...at(2), Body: 'written over it' }));
  await aws.s3.send(new DeleteObjectCommand(at(4)));
  await aws.s3.send(new DeleteObjectCommand(at(6)));
  await aws.s3.send(new PutObjectCommand({ ...at(6), Body: 'written in its place' }));
  await aws.s3.send(new PutObjectCommand({ ...at(newest + 100), Body: 'added' }));
  await lake.delete(receiptKey(source, 1));

  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-repair-'));
  let found = await keepwatch('verify', '--stack', STACK);
  assert.equal(found.code, 1, found.out + found.err);
  const ran: string[] = [];
  for (let round = 1; found.code !== 0 && round <= MOST_ROUNDS; round += 1) {
    for (const line of commandsIn(found.out)) {
      ran.push(line);
      if (line.startsWith('aws ')) await runAwsCommand(openAwsClients('administrator').s3, folder, line);
      else {
        const { code, out, err } = await keepwatch(...line.replace('npx keepwatch ', '').split(' '));
        assert.equal(code, 0, `${line}\n${out}${err}`);
      }
    }
    found = await keepwatch('verify', '--stack', STACK);
  }
  await rm(folder, { recursive: true });
  assert.equal(found.code, 0, `${ran.join('\n')}\n${found.out}${found.err}`);
  await operator.isKept('REPLAY_CAPTURES', ran.filter((line) => line.startsWith('npx keepwatch replay ')).length);
  assert.deepEqual(pickedFrom(await digestsOf(archive), Object.keys(before)), before);
  assert.equal(await archive.exists(captureKey(source, newest + 100)), false);
}

// A scheduled run may have appended captures.
function pickedFrom(digests: Readonly<Record<string, string>>, keys: readonly string[]) {
  return Object.fromEntries(keys.map((key) => [key, digests[key]]));
}

/** Does what a line of the AWS CLI does. The real one runs these lines against MinIO. */
async function runAwsCommand(s3: S3Client, folder: string, line: string): Promise<void> {
  const option = (name: string) => new RegExp(` --${name} '?([^ ']+)`).exec(line)?.[1] ?? '';
  const object = { Bucket: option('bucket'), Key: option('key') };
  const VersionId = option('version-id') || undefined;
  switch (/^aws s3api (\S+)/.exec(line)?.[1]) {
    case 'get-object': {
      const { Body } = await s3.send(new GetObjectCommand({ ...object, VersionId }));
      const file = line.split(' ').at(-1) ?? '';
      await writeFile(join(folder, file), (await Body?.transformToByteArray()) ?? new Uint8Array());
      return;
    }
    case 'delete-object': {
      const bypass = line.includes(' --bypass-governance-retention') ? { BypassGovernanceRetention: true } : {};
      await s3.send(new DeleteObjectCommand({ ...object, VersionId, ...bypass }));
      return;
    }
    case 'put-object': {
      const Body = await readFile(join(folder, option('body')));
      await s3.send(new PutObjectCommand({ ...object, Body, IfNoneMatch: option('if-none-match') }));
      return;
    }
    default:
      throw new Error(`An unknown command: ${line}`);
  }
}

function keepwatch(...args: readonly string[]) {
  return startProgram('bin/cli.ts', args, { AWS_PROFILE: 'administrator' }, { timeout: MOST_SECONDS * 1_000 }).ended;
}
