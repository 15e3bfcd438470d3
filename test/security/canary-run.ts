import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runCollector } from '../../lambda/collect/collector-run';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { CloudWatchMetrics } from '../../lambda/platform/cloudwatch-metrics';
import { consoleLogger } from '../../lambda/platform/logger';
import { S3ObjectStore } from '../../lambda/platform/s3-object-store';
import { SecretsManagerReader } from '../../lambda/platform/secrets-manager';
import { processCapture } from '../../lambda/process/process-capture';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { startS3Server } from '../lambda/platform/s3-server';
import { type Reply, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { startScriptedPanther } from '../lambda/sources/panther/scripted-panther';
import { ManualClock } from '../manual-clock';
import { MemoryNotifier } from '../memory-notifier';
import { DETECTIONS } from '../shipped-detections';
import { watching } from '../watching';
import { everythingOf } from './canary';

/** What the servers around the collector do. */
export interface Surroundings {
  readonly kind: PullKind;
  readonly api: readonly Reply[];
  /** In their texts, `http://API` stands for the address of the API. */
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
  /** What the API was asked, and with which headers, but for the one that must hold the key. */
  readonly requests: string;
  /** Every object of archive and lake, unpacked, once its captures are processed. */
  readonly objects: string;
  /** What somebody was told of alerts. */
  readonly notices: string;
}

/** Runs the collector as its function does, every port an adapter that talks HTTP to a server on loopback, and the processor. */
export async function runAndTrace({ kind, api, secretsManager, s3 }: Surroundings): Promise<{
  readonly traces: Traces;
  /** The header with which each request was made. */
  readonly authorizations: readonly unknown[];
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
  const apiServer = await APIS[kind](api);
  const secretServer = await startScriptedApi(secretsManager.map((reply) => addressed(reply, apiServer.baseUrl)));
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
  const stores = { archive: new S3ObjectStore(s3Client, 'archive'), lake: new S3ObjectStore(s3Client, 'lake') };
  const error = await runCollector({
    ...stores,
    source: 'jira',
    kind,
    pullSource: PULLERS[kind].open({
      apiBaseUrl: apiServer.baseUrl,
      secret: new SecretsManagerReader(new SecretsManagerClient(client(secretServer.baseUrl)), 'keepwatch/jira', '{}'),
      clock,
      random: () => 0.5,
    }),
    metrics: new CloudWatchMetrics(new CloudWatchClient(client(cloudWatch.baseUrl)), 'Keepwatch'),
    clock,
    logger: consoleLogger,
    deadline: clock.now() + 300_000,
    lookbackDays: 180,
    sweep: 'daily',
  }).then(() => '', everythingOf);
  const notifier = new MemoryNotifier();
  const watched = watching(stores, { detections: DETECTIONS, notifier, logger: consoleLogger });
  for (const key of bucketServer.keys('archive')) await processCapture(watched, key);
  jest.restoreAllMocks();

  const asked = apiServer.asked();
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
    traces: {
      error,
      log: lines.join('\n'),
      metrics,
      objects: objects.join('\n'),
      notices: everythingOf(notifier.notices),
      requests: asked.map(({ rest }) => everythingOf(rest)).join('\n'),
    },
    authorizations: asked.map(({ authorization }) => authorization),
  };
}

/** The server of each kind of API, and what it was asked. */
const APIS = {
  atlassian: async (replies: readonly Reply[]) => {
    const { baseUrl, requests, stop } = await startScriptedApi(replies);
    const asked = () =>
      requests.map(({ url, headers: { authorization, ...headers } }) => ({ authorization, rest: { url, headers } }));
    return { baseUrl, asked, stop };
  },
  panther: async (replies: readonly Reply[]) => {
    const { baseUrl, operations, stop } = await startScriptedPanther(replies);
    const asked = () =>
      operations.map(({ headers: { 'x-api-key': authorization, ...headers }, ...rest }) => ({
        authorization,
        rest: { ...rest, headers },
      }));
    return { baseUrl, asked, stop };
  },
};

function addressed(reply: Reply, address: string): Reply {
  if (typeof reply === 'function' || reply.body === undefined) return reply;
  return { ...reply, body: reply.body.toString().replaceAll('http://API', address) };
}
