import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCapture } from '../../lambda/archive/capture';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { type BundledFunctions, bundleFunctions } from '../lib/bundled-functions';
import { type S3Server, startS3Server } from './platform/s3-server';
import { runHandler } from './run-handler';
import { type ScriptedApi, startScriptedApi } from './sources/atlassian/scripted-api';
import { cloudTrailEvent } from './sources/deployment/cloudtrail-events';

let folder: string;
let bundles: BundledFunctions;
beforeAll(async () => {
  process.env.CDK_VALIDATION = 'false';
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-bundles-'));
  bundles = bundleFunctions(folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

// The SDK clients are 400 KB of each; a dependency that adds a fifth is worth a thought. The processor has every detection.
describe.each([
  ['collector', 630_000],
  ['processor', 790_000],
  ['trail', 590_000],
] as const)('the bundle of the %s, as it is deployed', (name, mostBytes) => {
  it('stays lean', async () => {
    expect((await stat(bundles[name])).size).toBeLessThan(mostBytes);
  });

  it('loads in plain Node, and its errors keep their names', async () => {
    const { stderr } = await runHandler(bundles[name], {});
    expect(stderr).toMatch(/^SettingError: Missing or not allowed in the environment: ARCHIVE_BUCKET/);
  });
});

// A host, an operation, a header and a class of each client, and the reader of credentials.
const CLIENT_CODE = [
  'api.atlassian.com/admin',
  'executeDataLakeQuery',
  'x-api-key',
  'AtlassianSource',
  'PantherSource',
  'expected the API key',
];

describe('what calls an API with a credential', () => {
  it.each([
    ['collector', CLIENT_CODE],
    ['processor', []],
    ['trail', []],
  ] as const)('is in the bundle of the %s: %j', async (name, expected) => {
    const bundle = await readFile(bundles[name], 'utf8');
    expect(CLIENT_CODE.filter((text) => bundle.includes(text))).toEqual(expected);
  });
});

describe('the handlers, over HTTP', () => {
  let s3: S3Server;
  let simulator: AtlassianSimulator;
  let aws: ScriptedApi;
  let environment: NodeJS.ProcessEnv;
  beforeEach(async () => {
    s3 = await startS3Server();
    simulator = await startAtlassianSimulator({ eventsPerDay: 5 });
    const SecretString = JSON.stringify({ orgId: simulator.orgId, apiKey: simulator.apiKey });
    aws = await startScriptedApi([{ status: 200, body: JSON.stringify({ SecretString }) }]);
    environment = {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: new URL(aws.baseUrl).origin,
      AWS_ENDPOINT_URL_CLOUDWATCH: new URL(aws.baseUrl).origin,
      ARCHIVE_BUCKET: 'archive',
      LAKE_BUCKET: 'lake',
      METRIC_NAMESPACE: 'Keepwatch',
      ALERT_TOPIC: 'arn:aws:sns:eu-central-1:111122223333:alerts',
      AWS_ENDPOINT_URL_SNS: new URL(aws.baseUrl).origin,
      SOURCE_NAME: 'atlassian-main',
      SOURCE_KIND: 'atlassian',
      KEEPWATCH_VERSION: '1.2.3',
      SECRET_ID: 'keepwatch/atlassian-main',
      LOOKBACK_DAYS: '180',
      API_BASE_URL: simulator.baseUrl,
    };
  });
  afterEach(() => Promise.all([s3.stop(), simulator.stop(), aws.stop()]));
  const created = (key: string) => ({ detail: { bucket: { name: 'archive' }, object: { key } } });

  it('collect into the archive, and make events of it in the lake', async () => {
    expect((await runHandler(bundles.collector, environment)).stderr).not.toMatch(/Error/);
    const captures = s3.keys('archive').filter((key) => key.startsWith('captures/atlassian-main/'));
    expect(captures).toEqual([
      'captures/atlassian-main/000000000001.json.gz',
      'captures/atlassian-main/000000000002.json.gz',
    ]);
    expect(s3.keys('lake')).toEqual(['state/atlassian-main.json']);

    const { stderr } = await runHandler(bundles.processor, environment, created(captures[0] ?? ''));
    expect(stderr).not.toMatch(/Error/);

    expect(s3.keys('archive')).toEqual(captures);
    expect(s3.keys('lake')).toContain('receipts/atlassian-main/000000000001.json');
    expect(s3.keys('lake').filter((key) => key.startsWith('events/atlassian_audit/')).length).toBeGreaterThan(90);
  });

  it('ask nothing when the time left does not cover a page, and sweep once a day, not at every run', async () => {
    await runHandler(bundles.collector, environment, {}, 10_000);
    expect(simulator.requests).toBe(0);
    await runHandler(bundles.collector, environment);
    const before = simulator.requests;
    await runHandler(bundles.collector, environment);
    expect(simulator.requests - before).toBe(1);
  });

  it('keep what CloudTrail tells, and make a record of it in the lake', async () => {
    const { stderr } = await runHandler(bundles.trail, environment, { detail: cloudTrailEvent() });
    expect(stderr).not.toMatch(/Error/);
    const [key = ''] = s3.keys('archive');
    expect(key).toBe('captures/deployment/000000000001.json.gz');

    await runHandler(bundles.processor, environment, created(key));

    expect(s3.keys('lake')).toContain('events/panther_audit/date=2026-11-25/deployment-000000000001.json.gz');
  });

  it.each([
    ['no detail', { id: 'd-1', source: 'somebody' }],
    ['no event', 'text'],
  ])('keep what is told without an event of CloudTrail: %s', async (_name, told) => {
    const { stderr } = await runHandler(bundles.trail, environment, told);

    expect(stderr).not.toMatch(/Error/);
    const archived = await fetch(`${s3.endpoint}/archive/captures/deployment/000000000001.json.gz`);
    const { body } = decodeCapture(
      'captures/deployment/000000000001.json.gz',
      new Uint8Array(await archived.arrayBuffer()),
    );
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ kept: [{ event: told }] });
  });

  it.each([
    ['Create', 'ENABLE_DEPLOYMENT_TRAIL'],
    ['Delete', 'DISABLE_DEPLOYMENT_TRAIL'],
  ])('keep that the trail was switched, and tell CloudFormation: %s', async (RequestType, actionName) => {
    const cloudFormation = await startScriptedApi([{ status: 200 }]);
    const request = { RequestType, ResponseURL: cloudFormation.baseUrl, StackId: 'a:stack/Keepwatch/1f' };

    await runHandler(bundles.trail, environment, { ...request, RequestId: 'r', LogicalResourceId: 'Switch' });

    await cloudFormation.stop();
    expect(cloudFormation.requests).toHaveLength(1);
    const [key = ''] = s3.keys('archive');
    const archived = await fetch(`${s3.endpoint}/archive/${key}`);
    const { body } = decodeCapture(key, new Uint8Array(await archived.arrayBuffer()));
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ kept: [{ action: { name: actionName } }] });
  });

  it('refuse an event that is not of the archive', async () => {
    const { stderr } = await runHandler(bundles.processor, environment, {
      detail: { bucket: { name: 'other' }, object: { key: 'x' } },
    });
    expect(stderr).toMatch(/^SettingError: This event is not about an object in archive\./);
  });
});
