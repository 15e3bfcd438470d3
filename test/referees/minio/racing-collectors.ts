import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';
import { processCapture } from '../../../lambda/process/process-capture';
import { Random } from '../../../simulators/atlassian/random';
import { DEMO_ORG_ID } from '../../../simulators/atlassian/simulator';
import { brokenPromises } from '../../faults/promise';
import { type Api, AuditFeed } from '../../kill/audit-feed';
import { Meeting } from '../../kill/meeting';
import { DETECTIONS } from '../../shipped-detections';
import { startProgram } from '../../started-program';
import { watching } from '../../watching';
import type { MinioServer } from './minio-server';
import { startOtherServices } from './other-services';
import { createBuckets, type Retention, rootClient } from './stack-buckets';

const SOURCE = 'atlassian-main';
const COLLECTORS = 4;
const ROUNDS = 12;
// Kills that meet a process before its first request prove little.
const LEAST_AT_WORK = 12;
const LONGEST_RUN_MS = 60_000;
const LATEST_KILL_MS = 1_500;
const LATEST_REQUEST = 12;
const RUN = `import(process.argv[1]).then(({ handler }) => handler({}, {
  awsRequestId: 'run', getRemainingTimeInMillis: () => ${LONGEST_RUN_MS},
}));`;

/** A process that polls once, and its end. */
interface CollectorProcess {
  readonly kill: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
}

/** What the race came to. */
export interface RaceResult {
  readonly text: string;
  readonly problems: readonly string[];
}

/**
 * Four processes run the deployed bundle of the collector over one log, and are killed at random moments. When one has run to its
 * end, every record is archived once, the chain is unbroken, and `verify` finds nothing.
 */
export async function raceCollectors(server: MinioServer, bundle: string, retention: Retention): Promise<RaceResult> {
  const random = new Random(17, 0);
  const feed = new AuditFeed(new Random(17, 1));
  const s3 = rootClient(server);
  const buckets = await createBuckets(s3, 'race', retention);
  const others = await startOtherServices(JSON.stringify({ orgId: DEMO_ORG_ID, apiKey: 'key' }), buckets);
  const environment = { ...server.environment, ...others.environment };
  const start = (api: Api) => startCollector(bundle, { ...environment, ...settings(buckets, api) });
  const problems: string[] = [];
  let atWork = 0;

  feed.isLive = true;
  for (let round = 0; round < ROUNDS; round += 1) {
    feed.grow(20 + random.integer(40));
    const meeting = new Meeting(COLLECTORS);
    const runs = Array.from({ length: COLLECTORS }, async () => {
      const api = await feed.open((request) => (request === 1 ? meeting.arrive() : Promise.resolve()));
      const run = start(api);
      killSometime(random, run, api);
      const { code, said } = await run.ended;
      // The others do not wait for a process that was killed before it came.
      if (api.received === 0) meeting.arrive();
      if (code === null && api.received > 0) atWork += 1;
      if (code !== null && code !== 0) problems.push(`a collector failed: ${said}`);
      await api.stop();
    });
    await Promise.all(runs);
  }
  feed.isLive = false;
  const archive = new S3ObjectStore(s3, buckets.archive);
  const lake = new S3ObjectStore(s3, buckets.lake);
  // Without its hint, a collector finds the newest capture by itself, and sweeps: records that appeared late are read too.
  await lake.delete(`state/${SOURCE}.json`);
  const api = await feed.open();
  const { code, said } = await start(api).ended;
  await api.stop();
  if (code !== 0) problems.push(`the last collector failed: ${said}`);

  let captures = 0;
  for await (const key of archive.list('captures/')) {
    captures += 1;
    await processCapture(watching({ archive, lake }, { detections: DETECTIONS }), key);
  }
  problems.push(...(await brokenPromises(feed.served, archive, lake)));
  if (feed.served.records.size < feed.size)
    problems.push(`${feed.size - feed.served.records.size} records were not read`);
  if (atWork < LEAST_AT_WORK) problems.push(`only ${atWork} kills met a collector at work`);
  const verify = await startProgram('bin/cli.ts', ['verify', '--stack', 'Keepwatch'], environment).ended;
  if (verify.code !== 0) problems.push(`verify ended with ${verify.code}: ${verify.out}${verify.err}`);
  await others.stop();
  s3.destroy();
  return { text: `${captures} captures of ${feed.size} records, ${atWork} kills at work`, problems };
}

function killSometime(random: Random, run: CollectorProcess, api: Api): void {
  switch (random.pick<'time' | 'received' | 'answered'>(['time', 'received', 'answered'])) {
    case 'time': {
      const timer = setTimeout(run.kill, random.integer(LATEST_KILL_MS));
      run.ended.then(
        () => clearTimeout(timer),
        () => {},
      );
      break;
    }
    case 'received':
      onRequest(api, 'received', 1 + random.integer(LATEST_REQUEST), run.kill);
      break;
    case 'answered':
      // The commit of the page follows within milliseconds.
      onRequest(api, 'answered', 1 + random.integer(LATEST_REQUEST), () => {
        setTimeout(run.kill, random.integer(20));
      });
      break;
  }
}

function onRequest(api: Api, event: 'received' | 'answered', number: number, act: () => void): void {
  let left = number;
  api.requests.on(event, () => {
    left -= 1;
    if (left === 0) act();
  });
}

function startCollector(bundle: string, environment: NodeJS.ProcessEnv): CollectorProcess {
  const child = spawn(process.execPath, ['-e', RUN, bundle], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  return {
    kill: () => void child.kill('SIGKILL'),
    ended: once(child, 'close').then(() => ({ code: child.exitCode, said })),
  };
}

// As the template sets them.
function settings({ archive, lake }: { archive: string; lake: string }, api: Api): Readonly<Record<string, string>> {
  return {
    ARCHIVE_BUCKET: archive,
    LAKE_BUCKET: lake,
    METRIC_NAMESPACE: 'Keepwatch',
    SOURCE_NAME: SOURCE,
    SOURCE_KIND: 'atlassian',
    SECRET_ID: 'keepwatch/atlassian-main',
    LOOKBACK_DAYS: '180',
    API_BASE_URL: api.baseUrl,
  };
}
