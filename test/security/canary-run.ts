import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { CloudWatchMetrics } from '../../lambda/platform/cloudwatch-metrics';
import { consoleLogger } from '../../lambda/platform/logger';
import { S3ObjectStore } from '../../lambda/platform/s3-object-store';
import { SecretsManagerReader } from '../../lambda/platform/secrets-manager';
import { runCollector } from '../../lambda/run-collector';
import { PULLED } from '../../lambda/sources/kinds';
import { startS3Server } from '../lambda/platform/s3-server';
import { type Reply, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { ManualClock } from '../manual-clock';
import { everythingOf } from './canary';

/** What the servers around the collector do. */
export interface Surroundings {
  readonly api: readonly Reply[];
  readonly secretsManager: readonly Reply[];
  /** @default a working S3 */
  readonly s3?: readonly Reply[];
}

/** Everything that one run left anywhere, as text. */
export interface Traces {
  /** What the run failed with, or an empty text. */
  readonly error: string;
  readonly log: string;
  readonly metrics: string;
  /** Addresses and headers that the API was asked with, but for the one header that must hold the key. */
  readonly requests: string;
  /** Every object of archive and lake, unpacked. */
  readonly objects: string;
}

/** Runs the collector as its function does, every port an adapter that talks HTTP to a server on loopback. */
export async function runAndTrace({ api, secretsManager, s3 }: Surroundings): Promise<{
  readonly traces: Traces;
  /** The header with which each request was made. */
  readonly authorizations: readonly (string | undefined)[];
}> {
  let metrics = '';
  const cloudWatch = await startScriptedApi([
    (request, response) => {
      request.on('data', (data) => {
        metrics += data;
      });
      request.on('end', () => response.end('{}'));
    },
  ]);
  const apiServer = await startScriptedApi(api);
  const secretServer = await startScriptedApi(secretsManager);
  const bucketServer = await startS3Server();
  const brokenBuckets = s3 && (await startScriptedApi(s3));
  const access = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
  };
  const client = (endpoint: string) => ({ ...AWS_CLIENT, ...access, endpoint: new URL(endpoint).origin });
  const s3Client = new S3Client(client(brokenBuckets?.baseUrl ?? bucketServer.endpoint));

  const lines: string[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((...line) => {
      lines.push(everythingOf(line), JSON.stringify(line));
    });
  }
  const clock = new ManualClock();
  const error = await runCollector({
    source: 'jira',
    kind: 'atlassian',
    pullSource: PULLED.atlassian.open({
      apiBaseUrl: apiServer.baseUrl,
      secret: new SecretsManagerReader(new SecretsManagerClient(client(secretServer.baseUrl)), 'keepwatch/jira', '{}'),
      clock,
      random: () => 0.5,
    }),
    archive: new S3ObjectStore(s3Client, 'archive'),
    lake: new S3ObjectStore(s3Client, 'lake'),
    metrics: new CloudWatchMetrics(new CloudWatchClient(client(cloudWatch.baseUrl)), 'Keepwatch'),
    clock,
    logger: consoleLogger,
    deadline: clock.now() + 300_000,
    lookbackDays: 180,
    sweep: 'daily',
  }).then(() => '', everythingOf);
  jest.restoreAllMocks();

  const requests = apiServer.requests.map(({ url, headers: { authorization, ...headers } }) =>
    everythingOf({ url, headers }),
  );
  const objects: string[] = [];
  for (const bucket of ['archive', 'lake']) {
    for (const key of bucketServer.keys(bucket)) {
      const body = Buffer.from(await (await fetch(`${bucketServer.endpoint}/${bucket}/${key}`)).arrayBuffer());
      objects.push(`${bucket}/${key}: ${key.endsWith('.gz') ? gunzipSync(body) : body}`);
    }
  }
  const servers = [cloudWatch, apiServer, secretServer, bucketServer, ...(brokenBuckets ? [brokenBuckets] : [])];
  await Promise.all(servers.map((server) => server.stop()));
  return {
    traces: { error, log: lines.join('\n'), metrics, requests: requests.join('\n'), objects: objects.join('\n') },
    authorizations: apiServer.requests.map(({ headers }) => headers.authorization),
  };
}
