import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../../../lambda/schema/canonical-json';
import { freeAddress } from '../../listen';
import { MendableError } from '../../mendable-error';
import { runProgram, startGroup } from '../../processes';
import { installOnce } from '../install-once';
import type { RefereeContext } from '../referee';

// The newest version that Go's module proxy has. Released versions have no semantic version, so this names a commit.
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c';
const READY_SECONDS = 60;
const NO_GO = 'go cannot be started. Install Go 1.24 or later (Debian: apt-get install golang).';

/** The region that every client of the server uses. */
export const REGION = 'eu-central-1';
/** Credentials of the server's root user. The key has the form of an account's id, as in the emulated AWS. */
export const ROOT = { accessKeyId: '123456789012', secretAccessKey: 'emulated-secret' } as const;

/** A real S3 server on loopback. */
export interface MinioServer {
  readonly endpoint: string;
  /** For processes and commands that use it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Builds MinIO from its source, once. https://github.com/minio/minio */
export async function installMinio({ cache, log }: RefereeContext): Promise<string> {
  const folder = await installOnce(cache, {
    name: 'minio',
    pins: VERSION,
    async install(unfinished) {
      await runProgram('go', ['install', '-trimpath', '-ldflags=-s -w', `github.com/minio/minio@${VERSION}`], {
        environment: { ...process.env, GOBIN: unfinished },
        log,
      }).catch((error: unknown) => {
        if (isObject(error) && error.code === 'ENOENT') throw new MendableError(NO_GO);
        throw error;
      });
    },
  });
  return join(folder, 'minio');
}

/** Starts the server over an empty folder, on a free port. */
export async function startMinio(program: string, folder: string): Promise<MinioServer> {
  const { host: address } = new URL(await freeAddress());
  const endpoint = `http://${address}`;
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const log = join(folder, 'minio.log');
  startGroup(program, ['server', '--quiet', '--address', address, data], {
    environment: {
      PATH: process.env.PATH,
      HOME: folder,
      MINIO_ROOT_USER: ROOT.accessKeyId,
      MINIO_ROOT_PASSWORD: ROOT.secretAccessKey,
      MINIO_REGION_NAME: REGION,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    log,
  });
  await untilReady(`${endpoint}/minio/health/ready`, log);
  return {
    endpoint,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_ENDPOINT_URL_S3: endpoint,
    },
  };
}

async function untilReady(address: string, log: string): Promise<void> {
  for (let tenths = 0; tenths < READY_SECONDS * 10; tenths += 1) {
    const isReady = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`MinIO was not ready after ${READY_SECONDS} s. Its log is ${log}.`);
}
