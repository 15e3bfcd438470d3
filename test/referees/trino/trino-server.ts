import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { freeAddress } from '../../listen';
import { endOfLog, startGroup } from '../../processes';
import type { TrinoPackages } from './trino-packages';

const SECONDS_TO_START = 300;
const POLL_MS = 500;
// Together below 3 GB: a CI machine has no more to spare.
const HEAP = '-Xmx2G';
const QUERY_MEMORY = '512MB';

// https://trino.io/docs/435/installation/deployment.html
function serverProperties({ home }: TrinoPackages, folder: string, address: string): readonly string[] {
  return [
    'coordinator=true',
    'node-scheduler.include-coordinator=true',
    `http-server.http.port=${new URL(address).port}`,
    `discovery.uri=${address}`,
    'node.environment=referee',
    'node.id=referee-1',
    'node.internal-address=127.0.0.1',
    'node.bind-ip=127.0.0.1',
    `plugin.dir=${join(home, 'plugin')}`,
    `catalog.config-dir=${join(folder, 'catalog')}`,
    `query.max-memory=${QUERY_MEMORY}`,
    `query.max-memory-per-node=${QUERY_MEMORY}`,
    'task.concurrency=2',
  ];
}

// https://trino.io/docs/435/connector/hive.html
function hiveProperties(s3: string): readonly string[] {
  return [
    'connector.name=hive',
    'hive.metastore=file',
    'hive.metastore.catalog.dir=s3://metastore/',
    'hive.partition-projection-enabled=true',
    'hive.security=allow-all',
    'fs.hadoop.enabled=false',
    'fs.native-s3.enabled=true',
    `s3.endpoint=${s3}`,
    's3.region=us-east-1',
    's3.path-style-access=true',
    's3.aws-access-key=referee',
    's3.aws-secret-key=referee',
  ];
}

// Trino's own launcher sets these. https://trino.io/docs/435/installation/deployment.html#jvm-config
const JVM = [
  HEAP,
  '-XX:+UseG1GC',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djdk.attach.allowAttachSelf=true',
  '-Duser.timezone=UTC',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
];

/**
 * Starts Trino on a free port, with its settings and log in a folder, over buckets that an S3 server has; `metastore` holds
 * its tables. Gives its address. It is stopped with all other programs of the test.
 */
export async function startTrino(packages: TrinoPackages, folder: string, s3: string): Promise<string> {
  const address = await freeAddress();
  const write = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  mkdirSync(join(folder, 'catalog'), { recursive: true });
  write('config.properties', serverProperties(packages, folder, address));
  write('catalog/hive.properties', hiveProperties(s3));
  write('log.properties', ['io.trino=WARN', 'io.airlift=WARN']);
  const log = join(folder, 'trino.log');
  const args = [
    ...JVM,
    `-Dconfig=${join(folder, 'config.properties')}`,
    `-Dlog.levels-file=${join(folder, 'log.properties')}`,
    ...['-classpath', join(packages.home, 'lib', '*'), join(__dirname, 'TrinoMain.java'), packages.version],
  ];
  const server = startGroup('java', args, { environment: process.env, directory: folder, log });
  for (const end = Date.now() + SECONDS_TO_START * 1000; Date.now() < end; await sleep(POLL_MS)) {
    if (await isUp(address)) return address;
    if (server.exitCode !== null || server.signalCode !== null) break;
  }
  throw new Error(`Trino did not start within ${SECONDS_TO_START} s:\n${await endOfLog(log)}`);
}

const info = z.object({ starting: z.boolean() });

async function isUp(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/v1/info`).catch(() => undefined);
  return answer?.ok === true && !info.parse(await answer.json()).starting;
}
