import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import type { Finding } from '../../../../cli/doctor/finding';
import { checkArchive, checkLake } from '../../../../cli/doctor/stack/check-buckets';
import { RESTORE } from '../../../../cli/doctor/stack/restore';
import type { DeployedStack } from '../../../../cli/place/stack/deployed-stack';
import { archiveLifecycle, archivePolicy, lakeLifecycle, lakePolicy } from '../../../../lib/bucket-settings';

const [ARCHIVE, LAKE] = ['keepwatch-archive', 'keepwatch-lake'];
const adopting: DeployedStack = {
  name: 'Keepwatch',
  status: 'CREATE_COMPLETE',
  since: '2026-12-01T12:00:00.000Z',
  outputs: new Map([
    ['ArchiveBucketName', ARCHIVE],
    ['LakeBucketName', LAKE],
  ]),
  resources: [{ type: 'AWS::SNS::Topic', logicalId: 'AlertsTopic1', physicalId: 'arn:aws:sns:eu-west-1:1:Alerts' }],
};
const owning: DeployedStack = {
  ...adopting,
  resources: [
    ...adopting.resources,
    { type: 'AWS::S3::Bucket', logicalId: 'ArchiveBucket2', physicalId: ARCHIVE },
    { type: 'AWS::S3::Bucket', logicalId: 'LakeBucket3', physicalId: LAKE },
  ],
};
const configured = () => ({ retentionDays: 400, lockMode: 'GOVERNANCE', resultDays: 30 }) as const;

/** Settings of a bucket by the command of the AWS CLI that sets them; undefined where nothing is set. */
type Settings = Readonly<Record<string, unknown>>;
const ALL_BLOCKED = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
const queue = { Id: 'audit', QueueArn: 'arn:aws:sqs:eu-west-1:1:audit', Events: ['s3:ObjectCreated:*'] };
const reader = { Sid: 'Auditor', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::2:root' }, Action: 's3:GetObject' };
const lock = (Mode: string, Days: number) => ({
  ObjectLockEnabled: 'Enabled',
  Rule: { DefaultRetention: { Mode, Days } },
});
const policyOf = (Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const ARN = 'arn:aws:s3:::keepwatch-archive';
const archive: Settings = {
  'put-bucket-versioning': 'Status=Enabled',
  'put-object-lock-configuration': lock('GOVERNANCE', 400),
  'put-bucket-lifecycle-configuration': { Rules: archiveLifecycle(400) },
  'put-bucket-policy': policyOf([reader, ...archivePolicy(ARN)]),
  'put-bucket-notification-configuration': { QueueConfigurations: [queue], EventBridgeConfiguration: {} },
  'put-public-access-block': ALL_BLOCKED,
};
const lake: Settings = {
  'put-bucket-lifecycle-configuration': { Rules: lakeLifecycle(400, 30) },
  'put-bucket-policy': policyOf(lakePolicy('arn:aws:s3:::keepwatch-lake')),
  'put-public-access-block': ALL_BLOCKED,
};

const client = mockClient(S3Client);

beforeEach(() => {
  process.env.AWS_REGION = 'eu-west-1';
});

/** Lets S3 answer with these settings. */
function has(settings: Settings): void {
  const shorthand = (name: string) =>
    Object.fromEntries(
      `${settings[name] ?? ''}`
        .split(',')
        .map((pair) => pair.split('='))
        .map(([key, value]) => [key, value === 'true' || value]),
    );
  const reply = (name: string, output: object, none: string) => async () => {
    if (settings[name] === undefined) throw new S3ServiceException({ name: none, $fault: 'client', $metadata: {} });
    return output;
  };
  const answers = {
    lock: { ObjectLockConfiguration: settings['put-object-lock-configuration'] },
    lifecycle: { ...Object(settings['put-bucket-lifecycle-configuration']) },
    policy: { Policy: JSON.stringify(settings['put-bucket-policy']) },
    access: { PublicAccessBlockConfiguration: shorthand('put-public-access-block') },
  };
  client.reset();
  client.on(GetBucketVersioningCommand).resolves(shorthand('put-bucket-versioning'));
  client
    .on(GetBucketNotificationConfigurationCommand)
    .resolves({ ...Object(settings['put-bucket-notification-configuration']) });
  client
    .on(GetObjectLockConfigurationCommand)
    .callsFake(reply('put-object-lock-configuration', answers.lock, 'ObjectLockConfigurationNotFoundError'));
  client
    .on(GetBucketLifecycleConfigurationCommand)
    .callsFake(reply('put-bucket-lifecycle-configuration', answers.lifecycle, 'NoSuchLifecycleConfiguration'));
  client.on(GetBucketPolicyCommand).callsFake(reply('put-bucket-policy', answers.policy, 'NoSuchBucketPolicy'));
  client
    .on(GetPublicAccessBlockCommand)
    .callsFake(reply('put-public-access-block', answers.access, 'NoSuchPublicAccessBlockConfiguration'));
}

/** The settings after a person has run the commands of the findings, as a POSIX shell reads them. */
function afterCommands(settings: Settings, findings: readonly Finding[], bucket: string): Settings {
  const set: Record<string, unknown> = { ...settings };
  for (const { command = '' } of findings) {
    const [, name = '', named, value = ''] = /^aws s3api (\S+) --bucket (\S+) --\S+ (.+)$/.exec(command) ?? [];
    expect(named).toBe(bucket);
    set[name] = value.startsWith("'") ? JSON.parse(value.slice(1, -1).replaceAll("'\\''", "'")) : value;
  }
  return set;
}

const told = (findings: readonly Finding[]) => findings.map(({ level, says }) => `${level}: ${says}`);
const faultsOf = (findings: readonly Finding[]) => findings.filter(({ level }) => level !== 'good');
const without = (settings: Settings, name: string): Settings => ({ ...settings, [name]: undefined });

describe('the archive of the stack', () => {
  const own: Settings = {
    ...archive,
    'put-object-lock-configuration': lock('GOVERNANCE', 1827),
    'put-bucket-lifecycle-configuration': { Rules: archiveLifecycle(1827) },
  };
  const short = { Status: 'Enabled', Expiration: { Days: 30 } };

  it.each<[string, Settings, string[]]>([
    ['as it was deployed', own, []],
    ['without versions', { ...own, 'put-bucket-versioning': 'Status=Suspended' }, ['bad: versioning is Suspended']],
    [
      'without a lock',
      without(own, 'put-object-lock-configuration'),
      ['bad: has no lock: new captures can be deleted'],
    ],
    [
      'with a lock of a day',
      { ...own, 'put-object-lock-configuration': lock('GOVERNANCE', 1) },
      ['bad: keepwatch-archive locks each capture for 1 day (GOVERNANCE); at least 200 days are needed'],
    ],
    [
      'cleared too early',
      { ...own, 'put-bucket-lifecycle-configuration': { Rules: [short] } },
      ['warning: removes captures after 30 days, before their lock ends'],
    ],
    [
      'never cleared',
      without(own, 'put-bucket-lifecycle-configuration'),
      ['warning: has no expiry: captures are never removed'],
    ],
    [
      'with another policy',
      { ...own, 'put-bucket-policy': policyOf([reader, ...lakePolicy(ARN)]) },
      ['bad: its bucket policy allows writing over a capture and hiding a capture behind a delete marker'],
    ],
    [
      'without events',
      { ...own, 'put-bucket-notification-configuration': { QueueConfigurations: [queue] } },
      ['bad: sends no events to EventBridge: new captures are not processed'],
    ],
    ['open to the public', without(own, 'put-public-access-block'), ['bad: does not block public access']],
  ])('is judged: %s', async (_, settings, expected) => {
    has(settings);
    const findings = await checkArchive(owning, () => {
      throw new Error('cdk.json is not needed');
    });
    expect(told(faultsOf(findings))).toEqual(expected);
    for (const { next, command } of faultsOf(findings)) {
      expect(next).toContain(RESTORE);
      expect(command).toBeUndefined();
    }
  });
});

describe('an adopted bucket', () => {
  it('is good as the earlier stack left it', async () => {
    has(archive);
    expect(told(await checkArchive(adopting, configured))).toEqual([
      'good: keepwatch-archive locks each capture for 400 days (GOVERNANCE); of an earlier stack',
    ]);
    has(lake);
    expect(told(await checkLake(adopting, configured))).toEqual([
      'good: keepwatch-lake is private; of an earlier stack',
    ]);
  });

  it('is compared with cdk.json', async () => {
    has({ ...archive, 'put-object-lock-configuration': lock('COMPLIANCE', 1827) });
    expect(told(faultsOf(await checkArchive(adopting, configured)))).toEqual([
      'warning: keepwatch-archive locks each capture for 1,827 days (COMPLIANCE), but cdk.json says 400 days (GOVERNANCE)',
      'warning: removes captures after 400 days, before their lock ends',
    ]);
  });

  it('may have a policy in other words', async () => {
    const [first, ...others] = archivePolicy(ARN);
    const sameFirst = { ...first, Sid: 'Tls', Action: ['s3:*'], Principal: { AWS: ['*'] } };
    has({ ...archive, 'put-bucket-policy': policyOf([...others, sameFirst]) });
    expect(faultsOf(await checkArchive(adopting, configured))).toEqual([]);
  });

  it.each<[string, Settings]>([
    ['made by hand', { 'put-bucket-notification-configuration': {} }],
    ['without versions', { ...archive, 'put-bucket-versioning': 'Status=Suspended' }],
    ['without a lock', without(archive, 'put-object-lock-configuration')],
    ['with a lock that is not in cdk.json', { ...archive, 'put-object-lock-configuration': lock('COMPLIANCE', 300) }],
    [
      'that another rule clears besides',
      {
        ...archive,
        'put-bucket-lifecycle-configuration': {
          Rules: [{ ID: "auditor's", Status: 'Enabled', Filter: { Prefix: 'copies/' }, Expiration: { Days: 500 } }],
        },
      },
    ],
    [
      'that another rule clears besides, in the older form',
      {
        ...archive,
        'put-bucket-lifecycle-configuration': {
          Rules: [{ ID: 'copies', Status: 'Enabled', Prefix: 'copies/', Expiration: { Days: 500 } }],
        },
      },
    ],
    ["with an auditor's policy alone", { ...archive, 'put-bucket-policy': policyOf([reader]) }],
    [
      'that notifies a queue alone',
      { ...archive, 'put-bucket-notification-configuration': { QueueConfigurations: [queue] } },
    ],
    ['open to the public', without(archive, 'put-public-access-block')],
  ])(
    'is as it must be after the commands that doctor names, which keep what else is set: an archive %s',
    async (_, settings) => {
      // Prepare
      has(settings);
      const before = faultsOf(await checkArchive(adopting, configured));

      // Act
      const after = afterCommands(settings, before, ARCHIVE);

      // Assess
      has(after);
      expect(before).not.toEqual([]);
      expect(faultsOf(await checkArchive(adopting, configured))).toEqual([]);
      // S3 refuses that form beside rules with a filter.
      expect(JSON.stringify(after)).not.toContain('"Status":"Enabled","Prefix"');
      const kept = [queue, reader, { ID: "auditor's" }].map((each) => JSON.stringify(each).slice(1, -1));
      for (const text of kept)
        expect(JSON.stringify(after).includes(text)).toBe(JSON.stringify(settings).includes(text));
    },
  );

  it('is as it must be after the commands that doctor names: a lake made by hand', async () => {
    has({});
    const before = await checkLake(adopting, configured);
    has(afterCommands({}, before, LAKE));
    expect(told(before)).toEqual([
      'warning: its lifecycle rules do not remove objects after the days of cdk.json',
      'bad: its bucket policy allows requests without TLS 1.2',
      'bad: does not block public access',
    ]);
    expect(faultsOf(await checkLake(adopting, configured))).toEqual([]);
  });
});
