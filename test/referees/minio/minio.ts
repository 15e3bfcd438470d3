import { join } from 'node:path';
import { bundleFunctions } from '../../lib/bundled-functions';
import { runProgram, stopAllPrograms } from '../../processes';
import type { Referee } from '../referee';
import { openShell } from './aws-cli';
import { installMinio, type MinioServer, startMinio } from './minio-server';
import { raceCollectors } from './racing-collectors';
import { repairArchive } from './repairs';
import { type Retention, retentionIn } from './stack-buckets';

/** MinIO, an S3 server that others wrote: conditional writes and Object Lock work as Keepwatch needs them. */
export const minio: Referee = {
  name: 'minio',
  what: 'a real S3 server takes the contract of object stores, and four killed collectors race on it',
  async judge(context) {
    const { folder, log, note } = context;
    const program = await installMinio(context);
    const shell = await openShell(context);
    const bundles = bundleFunctions(join(folder, 'cdk.out'));
    const retention = retentionIn(join(folder, 'cdk.out', 'Keepwatch.template.json'));
    note(`default retention of the template: ${retention.Mode}, ${retention.Days} days`);
    const server = await startMinio(program, folder);
    try {
      const broken = await brokenContract(server, retention, log);
      const race = await raceCollectors(server, bundles.collector, retention);
      note(race.text);
      const findings = [...broken, ...race.problems];
      for (const Mode of ['GOVERNANCE', 'COMPLIANCE'] as const) {
        const repairs = await repairArchive(server, shell, { ...retention, Mode });
        note(repairs.text);
        findings.push(...repairs.problems);
      }
      return findings;
    } finally {
      // Its folder cannot be removed while the server writes there.
      await stopAllPrograms();
    }
  },
};

async function brokenContract(
  { endpoint }: MinioServer,
  retention: Retention,
  log: string,
): Promise<readonly string[]> {
  const environment = {
    ...process.env,
    KEEPWATCH_TEST_S3_ENDPOINT: endpoint,
    KEEPWATCH_TEST_S3_RETENTION: JSON.stringify(retention),
  };
  return runProgram('node_modules/.bin/jest', ['-w', '1', 'test/lambda/platform/s3-object-store.test.ts'], {
    environment,
    log,
  }).then(
    () => [],
    (error: unknown) => [`the contract of object stores is broken: ${error}`],
  );
}
