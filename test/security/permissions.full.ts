import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { runHandler } from '../lambda/run-handler';
import { type BundledFunctions, bundleFunctions } from '../lib/bundled-functions';
import { ofType, propertiesAt } from '../lib/synthesised-stack';
import { type AwsRecorder, type RecordedCall, startAwsRecorder } from './aws-recorder';
import { CUSTOMER_KEY, deployedPolicies, stackOfTwoSources } from './deployed-policies';
import { applies, type Call, isAllowed } from './policy-evaluator';

/** The commands that the code can send, and what each needs. A new command fails here until the functions send it. */
const ACTION_OF_COMMAND: Readonly<Record<string, string>> = {
  DeleteObjectCommand: 's3:DeleteObject',
  GetObjectCommand: 's3:GetObject',
  GetSecretValueCommand: 'secretsmanager:GetSecretValue',
  HeadObjectCommand: 's3:GetObject',
  ListObjectsV2Command: 's3:ListBucket',
  PutMetricDataCommand: 'cloudwatch:PutMetricData',
  PublishCommand: 'sns:Publish',
  PutObjectCommand: 's3:PutObject',
};

/** What else the code takes from the SDK; none of it sends anything by itself. */
const OTHER_SDK_NAMES = [
  'CloudWatchClient',
  'S3Client',
  'S3ServiceException',
  'SNSClient',
  'SecretsManagerClient',
  'SecretsManagerServiceException',
];

const stack = stackOfTwoSources();
const policies = deployedPolicies(stack);
const ACCOUNT = '<AWS::AccountId>';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alerts';
const CLOUDTRAIL = `arn:<AWS::Partition>:cloudtrail:<AWS::Region>:${ACCOUNT}:trail/Keepwatch-CloudTrail-1`;
const SCHEDULES = `arn:<AWS::Partition>:scheduler:<AWS::Region>:${ACCOUNT}:schedule-group/default`;

const TRAIL_RULES = ofType(stack, 'AWS::Events::Rule')
  .map(([place]) => place)
  .filter((place) => place.startsWith('Trail/'));

/** What AWS itself does with these roles and resources when the stack runs as it is configured. */
const callsOfAws: Call[] = [
  ...['Source-jira', 'Source-confluence'].flatMap((source) => [
    ...callsOfLambda(`${source}/Collector`, source),
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
    call(`${source}/ScheduleRole`, 'lambda:InvokeFunction', `<${source}/Collector/Function.Arn>`),
    call(`${source}/ScheduleRole`, 'sqs:SendMessage', `<${source}/DeadLetters/Queue.Arn>`),
    call('scheduler.amazonaws.com', 'sts:AssumeRole', `<${source}/ScheduleRole.Arn>`, {
      'aws:SourceAccount': ACCOUNT,
      'aws:SourceArn': SCHEDULES,
    }),
  ]),
  // Secrets Manager decrypts with the rights of the secret's reader.
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  call('Source-confluence/Collector/Role', 'kms:Decrypt', CUSTOMER_KEY, {
    'kms:ViaService': 'secretsmanager.<AWS::Region>.amazonaws.com',
    'kms:EncryptionContext:SecretARN': `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:${ACCOUNT}:secret:security/confluence-AbCdEf`,
  }),
  ...callsOfLambda('Processor/Function', 'Processor'),
  ...callsOfLambda('Trail/Function', 'Trail'),
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'].map((action) =>
    call('Trail/Function/Role', `sqs:${action}`, '<Trail/Events/Queue.Arn>'),
  ),
  ...TRAIL_RULES.flatMap((rule) => [
    call('events.amazonaws.com', 'sqs:SendMessage', '<Trail/Events/Queue.Arn>', {
      'aws:SourceArn': `<${rule}.Arn>`,
    }),
    call('events.amazonaws.com', 'sqs:SendMessage', '<Trail/DeadLetters/Queue.Arn>', {
      'aws:SourceArn': `<${rule}.Arn>`,
    }),
  ]),
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  call('cloudtrail.amazonaws.com', 's3:GetBucketAcl', '<CloudTrail/Bucket.Arn>', { 'aws:SourceArn': CLOUDTRAIL }),
  call('cloudtrail.amazonaws.com', 's3:PutObject', `<CloudTrail/Bucket.Arn>/AWSLogs/${ACCOUNT}/CloudTrail/x.json.gz`, {
    'aws:SourceArn': CLOUDTRAIL,
    's3:x-amz-acl': 'bucket-owner-full-control',
  }),
  ...[
    'lambda:InvokeFunction <Processor/Function/Function.Arn>',
    'sqs:SendMessage <Processor/DeadLetters/Queue.Arn>',
  ].map((does) => {
    const [action = '', resource = ''] = does.split(' ');
    return call('events.amazonaws.com', action, resource, { 'aws:SourceArn': '<Processor/NewCaptures.Arn>' });
  }),
  call('cloudwatch.amazonaws.com', 'sns:Publish', '<Alerts/Topic>', { 'aws:SourceAccount': ACCOUNT }),
  call('events.amazonaws.com', 'sts:AssumeRole', '<AlarmEndings/Role.Arn>', { 'aws:SourceAccount': ACCOUNT }),
  call('AlarmEndings/Role', 'sns:Publish', '<Alerts/Topic>'),
];

function callsOfLambda(place: string, owner: string): Call[] {
  return [
    call('lambda.amazonaws.com', 'sts:AssumeRole', `<${place}/Role.Arn>`),
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
    call(`${place}/Role`, 'logs:CreateLogStream', `<${place}/Logs.Arn>`),
    call(`${place}/Role`, 'logs:PutLogEvents', `<${place}/Logs.Arn>`),
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    call(`${place}/Role`, 'sqs:SendMessage', `<${owner}/DeadLetters/Queue.Arn>`),
  ];
}

function call(principal: string, action: string, resource: string, context: Call['context'] = {}): Call {
  return {
    principal,
    action,
    resource,
    context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
  };
}

let folder: string;
let simulator: AtlassianSimulator;
let aws: AwsRecorder;
let callsOfCode: Call[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-permissions-'));
  simulator = await startAtlassianSimulator({ eventsPerDay: 5 });
  const secret = JSON.stringify({ orgId: simulator.orgId, apiKey: simulator.apiKey });
  aws = await startAwsRecorder({ 'keepwatch/jira': secret, 'security/confluence': secret });
  callsOfCode = await everythingThatTheCodeDoes(bundleFunctions(folder));
}, 120_000);
afterAll(() => Promise.all([simulator.stop(), aws.stop(), rm(folder, { recursive: true })]));

async function everythingThatTheCodeDoes(bundles: BundledFunctions): Promise<Call[]> {
  const calls: Call[] = [];
  const run = async (place: string, bundle: string, event: unknown, expected: RegExp) => {
    const { stdout, stderr } = await runHandler(bundle, environmentOf(place), event);
    expect(stdout + stderr).toMatch(expected);
    calls.push(...aws.takeCalls().map((recorded) => asCall(`${place}/Role`, recorded)));
  };
  const created = (seq: number) => ({
    detail: { bucket: { name: 'archive' }, object: { key: `captures/jira/00000000000${seq}.json.gz` } },
  });

  for (const source of ['jira', 'confluence', 'jira', 'confluence']) {
    await run(`Source-${source}/Collector`, bundles.collector, {}, /Collected/);
  }
  await run('Processor/Function', bundles.processor, created(1), /Processed/);
  // The receipt of an earlier release that wrote a key more: processing again removes it.
  const output = { key: 'events/old/date=2026-01-01/jira-000000000001.json.gz', table: 'old', rows: 1, sha256: '' };
  const counts = { records: 1, events: 1, rejected: 0, duplicates: 0 };
  const receipt = { v: 1, source: 'jira', seq: 1, captureSha256: '', counts, outputs: [output] };
  await fetch(`${aws.s3.endpoint}/lake/receipts/jira/000000000001.json`, {
    method: 'PUT',
    body: JSON.stringify(receipt),
  });
  await run('Processor/Function', bundles.processor, created(1), /replayed: true/);
  // Without the state the alerts are raised again, and their marks say that they were told.
  await fetch(`${aws.s3.endpoint}/lake/state/watch/jira.json?x-id=DeleteObject`, { method: 'DELETE' });
  await run('Processor/Function', bundles.processor, created(1), /replayed: true/);
  await run('Processor/Function', bundles.processor, created(9), /is not in the archive/);
  await run('Trail/Function', bundles.trail, { detail: { eventID: '1' } }, /Archived/);
  await run('Trail/Function', bundles.trail, { detail: { eventID: '1' } }, /Archived/);
  return calls;
}

function environmentOf(place: string): NodeJS.ProcessEnv {
  const { Environment } = propertiesAt(stack, `${place}/Function`);
  const text = JSON.stringify(Environment)
    .replaceAll('<Archive/Bucket>', 'archive')
    .replaceAll('<Lake/Bucket>', 'lake')
    .replaceAll('<Alerts/Topic>', TOPIC);
  const { Variables }: { Variables: Record<string, string> } = JSON.parse(text);
  return { ...Variables, ...aws.environment, API_BASE_URL: simulator.baseUrl };
}

function asCall(principal: string, { action, resource, context }: RecordedCall): Call {
  const named = resource
    .replace('arn:aws:s3:::archive', '<Archive/Bucket.Arn>')
    .replace('arn:aws:s3:::lake', '<Lake/Bucket.Arn>')
    .replace(TOPIC, '<Alerts/Topic>');
  return call(principal, action, action === 'secretsmanager:GetSecretValue' ? secretArn(resource) : named, context);
}

function secretArn(name: string): string {
  const [place] =
    ofType(stack, 'AWS::SecretsManager::Secret').find(([, { Properties }]) => Properties.Name === name) ?? [];
  // The end of an ARN is chosen by Secrets Manager.
  const existing = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:${ACCOUNT}:secret:${name}-AbCdEf`;
  return place === undefined ? existing : `<${place}>`;
}

const mayDo = (made: Call) => isAllowed(made, [...(policies.roles[made.principal] ?? []), ...policies.resources]);

describe('the permissions', () => {
  it('are tested for every command that the code can send', () => {
    const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const text = sources.map((name) => readFileSync(join('lambda', name), 'utf8')).join('\n');
    const imports = [...text.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\//g)];
    const imported = imports.flatMap(([, names = '']) =>
      names.split(',').map((name) => name.replace('type ', '').trim()),
    );
    // Whatever is imported in another way would be overlooked.
    expect(imports).toHaveLength(text.match(/@aws-sdk\//g)?.length ?? 0);
    const known = [...Object.keys(ACTION_OF_COMMAND), ...OTHER_SDK_NAMES];
    expect([...new Set(imported.filter((name) => name !== ''))].sort()).toEqual(known.sort());
    const sent = new Set(callsOfCode.map(({ action }) => action));
    expect([...sent].sort()).toEqual([...new Set(Object.values(ACTION_OF_COMMAND))].sort());
  });

  it('allow every call that the functions make', () => {
    expect(callsOfCode.filter((made) => !mayDo(made))).toEqual([]);
  });

  it('allow what AWS does with them', () => {
    expect(callsOfAws.filter((made) => !mayDo(made))).toEqual([]);
  });

  it.each(Object.entries(policies.roles))('of %s are all needed', (role, clauses) => {
    const made = [...callsOfCode, ...callsOfAws].filter(({ principal }) => principal === role);
    expect(clauses.filter((clause) => !made.some((each) => applies(clause, each)))).toEqual([]);
  });

  it('that resource policies grant are all needed', () => {
    const given = policies.resources.filter(({ effect }) => effect === 'Allow');
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter((clause) => !callsOfAws.some((each) => applies(clause, each)))).toEqual([]);
  });
});
