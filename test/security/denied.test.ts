import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { synthesise } from '../lib/synthesised-stack';
import { CUSTOMER_KEY, deployedPolicies, stackOfTwoSources } from './deployed-policies';
import { type Clause, clausesOf, isAllowed } from './policy-evaluator';

const stack = stackOfTwoSources();
const policies = deployedPolicies(stack);

const JIRA = 'Source-jira/Collector/Role';
const CONFLUENCE = 'Source-confluence/Collector/Role';
const PROCESSOR = 'Processor/Function/Role';
const TRAIL = 'Trail/Function/Role';
const ALARM_ENDINGS = 'AlarmEndings/Role';
const CLOUDTRAIL = '<CloudTrail/Bucket.Arn>';
const SCHEDULE = 'Source-jira/ScheduleRole';
/** May do anything that no policy of a resource denies. */
const ADMINISTRATOR = 'an administrator of the account';
const ADMINISTRATORS: readonly Clause[] = clausesOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

const ARCHIVE = '<Archive/Bucket.Arn>';
const LAKE = '<Lake/Bucket.Arn>';
const JIRA_CAPTURE = `${ARCHIVE}/captures/jira/000000000001.json.gz`;
const CONFLUENCE_SECRET =
  'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:security/confluence-AbCdEf';
const THROUGH_SECRETS_MANAGER = {
  'kms:ViaService': 'secretsmanager.<AWS::Region>.amazonaws.com',
  'kms:EncryptionContext:SecretARN': CONFLUENCE_SECRET,
};
const CREATE = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' };
const OVERWRITE = { 's3:ObjectCreationOperation': 'true' };
const OVER_HTTP = { 'aws:SecureTransport': 'false' };
const OVER_OLD_TLS = { 's3:TlsVersion': '1.1' };
const SECURE = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

type Row = readonly [who: string, action: string, resource: string, context?: Readonly<Record<string, string>>];

function mayDo([principal, action, resource, context = {}]: Row): boolean {
  const own = principal === ADMINISTRATOR ? ADMINISTRATORS : (policies.roles[principal] ?? []);
  return isAllowed({ principal, action, resource, context: { ...SECURE, ...context } }, [
    ...own,
    ...policies.resources,
  ]);
}

const named = (rows: readonly Row[]) =>
  rows.map((row) => [`${row[0]}: ${row[1]} ${row[2]} ${row[3] ? JSON.stringify(row[3]) : ''}`, row] as const);

describe('nobody', () => {
  const roles = [...Object.keys(policies.roles)];

  it.each(roles)('with the role %s changes evidence, its protection or its alarms', (role) => {
    const onCaptures = [
      'DeleteObject',
      'DeleteObjectVersion',
      'PutObjectRetention',
      'PutObjectLegalHold',
      'PutObjectAcl',
    ];
    const onBuckets = [
      'BypassGovernanceRetention',
      'PutBucketObjectLockConfiguration',
      'PutBucketVersioning',
      'PutLifecycleConfiguration',
      'PutBucketNotification',
      'PutEncryptionConfiguration',
      'PutBucketPublicAccessBlock',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'DeleteBucket',
    ];
    const rows: Row[] = [
      ...onCaptures.map((name): Row => [role, `s3:${name}`, JIRA_CAPTURE]),
      ...[ARCHIVE, LAKE].flatMap((bucket) => onBuckets.map((name): Row => [role, `s3:${name}`, bucket])),
      [role, 's3:BypassGovernanceRetention', JIRA_CAPTURE],
      [role, 's3:PutObject', JIRA_CAPTURE, OVERWRITE],
      [role, 's3:PutObject', `${ARCHIVE}/elsewhere`, CREATE],
      [role, 'secretsmanager:PutSecretValue', '<Source-jira/Secret/Secret>'],
      [role, 'secretsmanager:DeleteSecret', '<Source-jira/Secret/Secret>'],
      [role, 'cloudwatch:DisableAlarmActions', '<Source-jira/Alarms/Silence/Alarm.Arn>'],
      [role, 'cloudwatch:DeleteAlarms', '<Source-jira/Alarms/Silence/Alarm.Arn>'],
      [role, 'scheduler:UpdateSchedule', '<Source-jira/Schedule.Arn>'],
      [role, 'lambda:UpdateFunctionCode', '<Source-jira/Collector/Function.Arn>'],
      [role, 'logs:DeleteLogGroup', '<Source-jira/Collector/Logs.Arn>'],
      [role, 'logs:DeleteLogStream', '<Source-jira/Collector/Logs.Arn>'],
      [role, 'sqs:ReceiveMessage', '<Processor/DeadLetters/Queue.Arn>'],
      [role, 'sqs:DeleteMessage', '<Processor/DeadLetters/Queue.Arn>'],
      // Only what reports alerts or the end of an alarm may publish.
      ...(role === PROCESSOR || role === ALARM_ENDINGS ? [] : [[role, 'sns:Publish', '<Alerts/Topic>'] satisfies Row]),
      [role, 'sns:Unsubscribe', '<Alerts/Topic>'],
      [role, 'iam:PassRole', `<${role}.Arn>`],
      [role, 'sts:AssumeRole', `<${role}.Arn>`],
    ];

    expect(rows.filter(mayDo)).toEqual([]);
  });

  it.each(
    named([
      [ADMINISTRATOR, 's3:PutObject', JIRA_CAPTURE, OVERWRITE],
      [ADMINISTRATOR, 's3:PutObject', JIRA_CAPTURE, { ...OVERWRITE, 's3:if-match': '"etag"' }],
      [ADMINISTRATOR, 's3:DeleteObject', JIRA_CAPTURE],
      ...[OVER_HTTP, OVER_OLD_TLS].flatMap((how): Row[] => [
        [ADMINISTRATOR, 's3:GetObject', JIRA_CAPTURE, how],
        [ADMINISTRATOR, 's3:PutObject', JIRA_CAPTURE, { ...CREATE, ...how }],
        [ADMINISTRATOR, 's3:ListBucket', ARCHIVE, how],
        [ADMINISTRATOR, 's3:GetObject', `${LAKE}/events/atlassian_audit/x.gz`, how],
        [ADMINISTRATOR, 's3:ListBucket', LAKE, how],
      ]),
      ...['Source-jira', 'Source-confluence', 'Processor'].flatMap((owner): Row[] => [
        [ADMINISTRATOR, 'sqs:SendMessage', `<${owner}/DeadLetters/Queue.Arn>`, OVER_HTTP],
        [ADMINISTRATOR, 'sqs:ReceiveMessage', `<${owner}/DeadLetters/Queue.Arn>`, OVER_HTTP],
      ]),
      [ADMINISTRATOR, 'sns:Publish', '<Alerts/Topic>', OVER_HTTP],
    ]),
  )('not even %s', (_, row) => {
    expect(mayDo(row)).toBe(false);
  });
});

it('an administrator may create and may read over TLS: the denials come from the policies', () => {
  expect(mayDo([ADMINISTRATOR, 's3:PutObject', JIRA_CAPTURE, CREATE])).toBe(true);
  expect(mayDo([ADMINISTRATOR, 's3:GetObject', JIRA_CAPTURE])).toBe(true);
});

it('the role for repairs may hide a capture, nobody else may, and nobody may write over one', () => {
  const repairRoleArn = 'arn:aws:iam::111122223333:role/Repair';
  const { resources } = deployedPolicies(synthesise({ keepwatch: { archive: { repairRoleArn } } }));
  const may = (action: string, context: Readonly<Record<string, string>>) =>
    isAllowed({ principal: ADMINISTRATOR, action, resource: JIRA_CAPTURE, context: { ...SECURE, ...context } }, [
      ...ADMINISTRATORS,
      ...resources,
    ]);
  const repairer = { 'aws:PrincipalArn': repairRoleArn };

  expect(may('s3:DeleteObject', repairer)).toBe(true);
  expect(may('s3:DeleteObject', { 'aws:PrincipalArn': `${repairRoleArn}2` })).toBe(false);
  expect(may('s3:DeleteObject', {})).toBe(false);
  expect(may('s3:PutObject', { ...repairer, ...OVERWRITE })).toBe(false);
});

it('an administrator may delete a delete marker: it has a version', () => {
  expect(mayDo([ADMINISTRATOR, 's3:DeleteObjectVersion', JIRA_CAPTURE])).toBe(true);
});

describe('the policies deny that', () => {
  it.each(
    named([
      // A collector reads nothing that was made of captures, and nothing of another source.
      [JIRA, 's3:GetObject', `${LAKE}/events/atlassian_audit/date=2026-01-01/jira-000000000001.json.gz`],
      [JIRA, 's3:GetObject', `${LAKE}/events/classification_failures/date=2026-01-01/jira-000000000001.json.gz`],
      [JIRA, 's3:GetObject', `${LAKE}/receipts/jira/000000000001.json`],
      [JIRA, 's3:PutObject', `${LAKE}/events/atlassian_audit/date=2026-01-01/jira-000000000001.json.gz`],
      [JIRA, 's3:PutObject', `${LAKE}/receipts/jira/000000000001.json`],
      [JIRA, 's3:DeleteObject', `${LAKE}/state/jira.json`],
      [JIRA, 's3:GetObject', `${ARCHIVE}/captures/confluence/000000000001.json.gz`],
      [JIRA, 's3:PutObject', `${ARCHIVE}/captures/confluence/000000000002.json.gz`, CREATE],
      [JIRA, 's3:PutObject', `${ARCHIVE}/captures/jira-2/000000000002.json.gz`, CREATE],
      [JIRA, 's3:PutObject', `${LAKE}/state/confluence.json`],
      [JIRA, 'secretsmanager:GetSecretValue', CONFLUENCE_SECRET],
      [CONFLUENCE, 'secretsmanager:GetSecretValue', '<Source-jira/Secret/Secret>'],
      [CONFLUENCE, 'secretsmanager:GetSecretValue', CONFLUENCE_SECRET.replace('-AbCdEf', '-2-AbCdEf')],
      // A customer's key may encrypt other things: it decrypts this one secret, through Secrets Manager, for its collector.
      [CONFLUENCE, 'kms:Decrypt', CUSTOMER_KEY],
      [CONFLUENCE, 'kms:Decrypt', CUSTOMER_KEY, { ...THROUGH_SECRETS_MANAGER, 'kms:ViaService': 's3.amazonaws.com' }],
      [
        CONFLUENCE,
        'kms:Decrypt',
        CUSTOMER_KEY,
        {
          ...THROUGH_SECRETS_MANAGER,
          'kms:EncryptionContext:SecretARN': CONFLUENCE_SECRET.replace('-AbCdEf', '-2-AbCdEf'),
        },
      ],
      [CONFLUENCE, 'kms:Decrypt', CUSTOMER_KEY.replace('1234abcd', '4321abcd'), THROUGH_SECRETS_MANAGER],
      [CONFLUENCE, 'kms:GenerateDataKey', CUSTOMER_KEY, THROUGH_SECRETS_MANAGER],
      [JIRA, 'kms:Decrypt', CUSTOMER_KEY, THROUGH_SECRETS_MANAGER],
      [PROCESSOR, 'kms:Decrypt', CUSTOMER_KEY, THROUGH_SECRETS_MANAGER],
      [JIRA, 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'AnotherApplication' }],
      [JIRA, 'lambda:InvokeFunction', '<Processor/Function/Function.Arn>'],
      [JIRA, 'sqs:SendMessage', '<Processor/DeadLetters/Queue.Arn>'],
      [JIRA, 'logs:PutLogEvents', '<Source-confluence/Collector/Logs.Arn>'],

      // What parses foreign input has no credential, and cannot change the evidence.
      [PROCESSOR, 'secretsmanager:GetSecretValue', '<Source-jira/Secret/Secret>'],
      [PROCESSOR, 'secretsmanager:GetSecretValue', CONFLUENCE_SECRET],
      [PROCESSOR, 's3:PutObject', `${ARCHIVE}/captures/jira/000000000002.json.gz`, CREATE],
      [JIRA, 's3:GetObject', `${LAKE}/state/watch/jira.json`],
      [JIRA, 's3:PutObject', `${LAKE}/state/watch/jira.json`],
      [JIRA, 's3:GetObject', `${LAKE}/events/alerts/date=2026-01-01/jira-000000000001.json.gz`],
      [JIRA, 's3:PutObject', `${LAKE}/alerts/Atlassian.Org.AdminAdded/0123456789abcdef/0123.json`],
      [PROCESSOR, 's3:GetObject', `${LAKE}/events/classification_failures/date=2026-01-01/jira-000000000001.json.gz`],
      [PROCESSOR, 's3:DeleteObject', `${LAKE}/state/watch/jira.json`],
      [PROCESSOR, 's3:DeleteObject', `${LAKE}/alerts/Atlassian.Org.AdminAdded/0123456789abcdef/0123.json`],
      [PROCESSOR, 'sns:Subscribe', '<Alerts/Topic>'],
      [PROCESSOR, 's3:GetObject', `${LAKE}/state/jira.json`],
      [PROCESSOR, 's3:PutObject', `${LAKE}/state/jira.json`],
      [PROCESSOR, 's3:DeleteObject', `${LAKE}/receipts/jira/000000000001.json`],
      [PROCESSOR, 's3:GetObject', `${LAKE}/events/atlassian_audit/date=2026-01-01/jira-000000000001.json.gz`],
      [PROCESSOR, 'lambda:InvokeFunction', '<Source-jira/Collector/Function.Arn>'],

      // The trail keeps what it is told, and reads neither what others keep nor any credential.
      [TRAIL, 'secretsmanager:GetSecretValue', '<Source-jira/Secret/Secret>'],
      [TRAIL, 's3:PutObject', `${ARCHIVE}/captures/jira/000000000002.json.gz`, CREATE],
      [TRAIL, 's3:PutObject', `${ARCHIVE}/captures/deployment/000000000001.json.gz`, OVERWRITE],
      [TRAIL, 's3:GetObject', JIRA_CAPTURE],
      [TRAIL, 's3:PutObject', `${LAKE}/state/jira.json`],
      [TRAIL, 'sns:Publish', '<Alerts/Topic>'],
      // Of CloudTrail's own files it has no need, and nobody else's trail may write there.
      [TRAIL, 's3:GetObject', `${CLOUDTRAIL}/AWSLogs/<AWS::AccountId>/CloudTrail/x.json.gz`],
      ['cloudtrail.amazonaws.com', 's3:PutObject', `${CLOUDTRAIL}/AWSLogs/<AWS::AccountId>/CloudTrail/x.json.gz`],
      [JIRA, 's3:PutObject', `${ARCHIVE}/captures/deployment/000000000001.json.gz`, CREATE],

      // A schedule starts its own collector and does nothing else.
      [SCHEDULE, 'lambda:InvokeFunction', '<Source-confluence/Collector/Function.Arn>'],
      [SCHEDULE, 'lambda:InvokeFunction', '<Processor/Function/Function.Arn>'],
      [SCHEDULE, 'lambda:InvokeFunction', '<Source-jira/Collector/Function.Arn>:1'],
      [SCHEDULE, 'sqs:SendMessage', '<Processor/DeadLetters/Queue.Arn>'],
      [SCHEDULE, 's3:GetObject', JIRA_CAPTURE],

      // AWS's own services, when somebody else has them do it.
      ['scheduler.amazonaws.com', 'sts:AssumeRole', `<${SCHEDULE}.Arn>`, { 'aws:SourceAccount': '999999999999' }],
      ['scheduler.amazonaws.com', 'sts:AssumeRole', `<${SCHEDULE}.Arn>`],
      ['scheduler.amazonaws.com', 'sts:AssumeRole', `<${JIRA}.Arn>`],
      ['events.amazonaws.com', 'sts:AssumeRole', `<${PROCESSOR}.Arn>`],
      ['events.amazonaws.com', 'lambda:InvokeFunction', '<Processor/Function/Function.Arn>', { 'aws:SourceArn': 'x' }],
      ['events.amazonaws.com', 'lambda:InvokeFunction', '<Source-jira/Collector/Function.Arn>'],
      ['events.amazonaws.com', 'sqs:SendMessage', '<Processor/DeadLetters/Queue.Arn>', { 'aws:SourceArn': 'x' }],
      ['cloudwatch.amazonaws.com', 'sns:Publish', '<Alerts/Topic>', { 'aws:SourceAccount': '999999999999' }],
      ['cloudwatch.amazonaws.com', 'sns:Publish', '<Alerts/Topic>'],
      ['events.amazonaws.com', 'sns:Publish', '<Alerts/Topic>', { 'aws:SourceAccount': '<AWS::AccountId>' }],
      ['events.amazonaws.com', 'sts:AssumeRole', `<${ALARM_ENDINGS}.Arn>`, { 'aws:SourceAccount': '999999999999' }],
      [ALARM_ENDINGS, 'lambda:InvokeFunction', '<Processor/Function/Function.Arn>'],

      // Whoever has no permission in this account has none through a resource's policy either.
      ['an outsider', 's3:GetObject', JIRA_CAPTURE],
      ['an outsider', 's3:ListBucket', LAKE],
      ['an outsider', 'sns:Publish', '<Alerts/Topic>'],
      ['an outsider', 'sns:Subscribe', '<Alerts/Topic>'],
      ['an outsider', 'sqs:SendMessage', '<Processor/DeadLetters/Queue.Arn>'],
      ['an outsider', 'lambda:InvokeFunction', '<Processor/Function/Function.Arn>'],
      ['an outsider', 'sts:AssumeRole', `<${JIRA}.Arn>`],
    ]),
  )('%s', (_, row) => {
    expect(mayDo(row)).toBe(false);
    // A name that nothing bears is denied as well, and shows nothing.
    for (const [, place = ''] of row[2].matchAll(/<([^>]*?)(?:\.Arn)?>/g)) {
      if (!place.startsWith('AWS::')) expect(stack.resources).toHaveProperty([place]);
    }
  });
});

describe('every wildcard in a permission', () => {
  /** Why each cannot name what it is for. */
  const REASONS: Readonly<Record<string, string>> = {
    '*': 'PutMetricData knows no resources; its condition limits it to the namespace.',
    [`${ARCHIVE}/captures/jira/*`]: 'A collector appends under numbers that only grow.',
    [`${ARCHIVE}/captures/confluence/*`]: 'A collector appends under numbers that only grow.',
    [`${ARCHIVE}/captures/deployment/*`]: 'The trail appends under numbers that only grow.',
    [`${CLOUDTRAIL}/AWSLogs/<AWS::AccountId>/*`]: 'CloudTrail names its files by time, below the account.',
    [CONFLUENCE_SECRET.replace('AbCdEf', '??????')]: 'Secrets Manager chooses the six characters at the end of an ARN.',
    [`${ARCHIVE}/captures/*`]: 'The processor reads the captures of every source.',
    [`${LAKE}/events/alerts/*`]: 'The processor reads the alerts that it is to tell, whenever they were raised.',
    [`${LAKE}/state/watch/*`]: 'The processor keeps how far each source was watched.',
    [`${LAKE}/alerts/*`]: 'The processor marks each alert that it has told, by detection and dedup.',
    [`${LAKE}/events/*`]: 'The processor writes the events of every day and source, and removes them in a replay.',
    [`${LAKE}/receipts/*`]: 'The processor writes a receipt for each capture of every source.',
  };
  const allowed = [...Object.values(policies.roles).flat(), ...policies.resources].filter(
    ({ effect }) => effect === 'Allow',
  );

  it('has a reason if it is in a resource, and still exists', () => {
    const wild = allowed.map(({ resource }) => resource).filter((resource) => /[*?]/.test(resource));
    expect([...new Set(wild)].sort()).toEqual(Object.keys(REASONS).sort());
  });

  it('is not in an action', () => {
    expect(allowed.filter(({ action }) => /[*?]/.test(action))).toEqual([]);
  });

  it('for all resources has a condition', () => {
    const everything = allowed.filter(({ resource }) => resource === '*');
    expect(everything).toHaveLength(4);
    for (const { action, conditions } of everything) {
      expect([action, conditions]).toEqual([
        'cloudwatch:PutMetricData',
        [{ operator: 'StringEquals', key: 'cloudwatch:namespace', values: ['Keepwatch'] }],
      ]);
    }
  });
});
