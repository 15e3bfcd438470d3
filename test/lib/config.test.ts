import { type ConfigurationContext, readConfiguration } from '../../lib/config';
import { DETECTION_NAMES } from '../detection-names';
import { problemsOf } from './problems-of';

const NAME = 'a name of lower-case letters, digits and hyphens that begins with a letter and has at most 40 characters';
const SILENCE =
  'minutes from 15 to 10080 (below 60 a multiple of 5, from 60 on whole hours), or false to switch the alarm off';
const SECRET = "an existing secret's name (not its ARN): letters, digits and /_+=.@-, at most 512 characters";
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `the ARN of the secret's KMS key (not of an alias), such as ${KEY}`;
const BASE_URL =
  'https://api.atlassian.com/admin, or a loopback address such as http://127.0.0.1:8080, without a query';
const BUCKET = "an existing bucket's name (not its ARN): 3 to 63 lower-case letters, digits, dots and hyphens";
const STACK = 'a name of letters, digits and hyphens that begins with a letter and has at most 128 characters';
const SOURCE_FIELDS =
  'name, kind, intervalMinutes, lookbackDays, silenceMinutes, quietDays, secretName, secretKmsKeyArn, apiBaseUrl';
const LOG_DAYS =
  '1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653';

const oneSource = (source: object): ConfigurationContext => ({ keepwatch: { sources: [{ name: 'jira', ...source }] } });

describe('readConfiguration', () => {
  it('fills in every default when nothing is set', () => {
    // Act
    const configuration = readConfiguration({}, DETECTION_NAMES);

    // Assess
    expect(configuration).toEqual({
      stackName: 'Keepwatch',
      alertEmails: [],
      sources: [
        {
          name: 'atlassian-main',
          kind: 'atlassian',
          intervalMinutes: 5,
          lookbackDays: 180,
          silenceMinutes: 1440,
          quietDays: [],
        },
      ],
      archive: { retentionDays: 1827, lockMode: 'GOVERNANCE' },
      lake: {},
      logRetentionDays: 365,
      detections: { packs: {}, overrides: {}, notifyDays: 7 },
      search: { enabled: true, scanLimitGigabytes: 100, resultDays: 30 },
      deploymentTrail: { enabled: false, createCloudTrail: false },
    });
  });

  it('uses every field that is set', () => {
    // Prepare
    const source = {
      name: 'jira-eu',
      kind: 'atlassian',
      intervalMinutes: 15,
      lookbackDays: 30,
      silenceMinutes: 120,
      quietDays: ['SATURDAY', 'SUNDAY'],
      secretName: 'security/atlassian',
      secretKmsKeyArn: KEY,
      apiBaseUrl: 'http://127.0.0.1:8080/admin',
    };
    const keepwatch = {
      alertEmails: ['security@example.com'],
      sources: [source],
      archive: { retentionDays: 365, lockMode: 'COMPLIANCE', bucketName: 'keepwatch-archive-1' },
      lake: { bucketName: 'keepwatch-lake-1' },
      logRetentionDays: 30,
      detections: {
        packs: { standard: false },
        overrides: {
          'Atlassian.Org.AdminAdded': {
            enabled: true,
            severity: 'CRITICAL',
            threshold: 2,
            dedupPeriodMinutes: 1440,
            excludedActors: ['terraform@example.com'],
          },
        },
        notifyDays: 30,
      },
      search: { enabled: false, scanLimitGigabytes: 1, resultDays: 365 },
      deploymentTrail: { enabled: true, createCloudTrail: true },
    };

    // Act
    const configuration = readConfiguration({ keepwatch, stackName: 'Keepwatch-Test' }, DETECTION_NAMES);

    // Assess
    expect(configuration).toEqual({ ...keepwatch, stackName: 'Keepwatch-Test' });
  });

  it('parses the JSON text of a -c option', () => {
    // Act
    const configuration = readConfiguration({ keepwatch: '{"archive":{"retentionDays":400}}' }, DETECTION_NAMES);

    // Assess
    expect(configuration.archive).toEqual({ retentionDays: 400, lockMode: 'GOVERNANCE' });
  });

  it('adds the alertEmail option to the configured addresses, each once', () => {
    // Prepare
    const keepwatch = { alertEmails: ['a@example.com', 'b@example.com', 'a@example.com'] };

    // Act
    const saved = readConfiguration({ keepwatch, alertEmail: 'b@example.com' }, DETECTION_NAMES);
    const transient = readConfiguration({ keepwatch, alertEmail: 'c@example.com' }, DETECTION_NAMES);

    // Assess
    expect(saved.alertEmails).toEqual(['a@example.com', 'b@example.com']);
    expect(saved.transientEmail).toBeUndefined();
    expect(transient.alertEmails).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(transient.transientEmail).toBe('c@example.com');
  });

  it("ignores the CDK's own context keys", () => {
    // Prepare
    const foreign = {
      '@aws-cdk/core:checkSecretUsage': true,
      'availability-zones:account=1:region=eu-west-1': ['eu-west-1a'],
      'aws:cdk:bundling-stacks': [],
      alerts: 'of another tool',
    };

    // Act
    const configuration = readConfiguration({ ...foreign, stackName: 'Audit' }, DETECTION_NAMES);

    // Assess
    expect(configuration).toEqual({ ...readConfiguration({}, DETECTION_NAMES), stackName: 'Audit' });
  });

  it.each([
    KEY,
    KEY.replace(/[^/]+$/, 'mrk-1234abcd12ab34cd56ef1234567890ab'),
    KEY.replace('arn:aws:', 'arn:aws-us-gov:'),
  ])('accepts the key %s of an existing secret, in the region of the deployment', (secretKmsKeyArn) => {
    // Prepare
    const context = oneSource({ secretName: 'security/jira', secretKmsKeyArn });

    // Act
    const problems = [{ region: 'eu-central-1' }, { region: 'us-east-1' }, {}].map((where) =>
      problemsOf(context, where),
    );

    // Assess
    const elsewhere = `use a key in us-east-1, where the stack is deployed: Secrets Manager encrypts with keys of its own region`;
    expect(problems).toEqual([[], [expect.stringContaining(elsewhere)], []]);
  });

  it.each([15, 55, 60, 120, 10_080])('accepts a silence limit of %d minutes', (silenceMinutes) => {
    // Act
    const { sources } = readConfiguration(oneSource({ silenceMinutes }), DETECTION_NAMES);

    // Assess
    expect(sources[0]?.silenceMinutes).toBe(silenceMinutes);
  });

  it.each<[field: string, context: ConfigurationContext, line: string]>([
    [
      'keepwatch, not JSON',
      { keepwatch: '{x' },
      `keepwatch: "{x" is not allowed; use an object in cdk.json, or its JSON text in -c keepwatch='{…}'`,
    ],
    [
      'keepwatch, a list',
      { keepwatch: [] },
      `keepwatch: [] is not allowed; use an object in cdk.json, or its JSON text in -c keepwatch='{…}'`,
    ],
    [
      'an unknown field',
      { keepwatch: { colour: 'red' } },
      'keepwatch.colour: unknown field. Available: alertEmails, sources, archive, lake, logRetentionDays, search, deploymentTrail, detections',
    ],
    [
      'an unknown quiet day',
      oneSource({ quietDays: ['SATURDAY', 'Sunday'] }),
      'keepwatch.sources[0].quietDays[1]: "Sunday" is not allowed; use one of MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY',
    ],
    [
      'a silence limit that a quiet day always interrupts',
      oneSource({ silenceMinutes: 10_080, quietDays: ['SUNDAY'] }),
      'keepwatch.sources[0].silenceMinutes: 10080 is not allowed; use at most 8640 minutes, the longest time between two quiet days; with more, the alarm never fires',
    ],
    [
      'createCloudTrail without a deployment trail',
      { keepwatch: { deploymentTrail: { createCloudTrail: true } } },
      'keepwatch.deploymentTrail.createCloudTrail: true is not allowed; use false, or set "enabled": true beside it; only the deployment trail needs it',
    ],
    [
      'quiet days without a Silence alarm',
      oneSource({ silenceMinutes: false, quietDays: ['SUNDAY'] }),
      'keepwatch.sources[0].quietDays: ["SUNDAY"] is not allowed; use []; with silenceMinutes false there is no Silence alarm',
    ],
    [
      'more sources than event patterns can name',
      {
        keepwatch: {
          sources: Array.from({ length: 13 }, (_, i) => ({ name: `s${i}` })),
          deploymentTrail: { enabled: true },
        },
      },
      `keepwatch.sources: [{"name":"s0"},{"name":"s1"},{"name":"s2"},{"name":"s3"},{"name":"s4"},{"name":… is not allowed; use at most 12 sources with a deployment trail, whose event patterns contain their names; deploy the others in a second stack`,
    ],
    [
      'a Panther source that is polled every minute',
      oneSource({ kind: 'panther', intervalMinutes: 1 }),
      'keepwatch.sources[0].intervalMinutes: 1 is not allowed; use at least 5 minutes for a source of kind panther: each poll is a query that can take minutes',
    ],
    [
      'a trail that is a flag',
      { keepwatch: { deploymentTrail: true } },
      'keepwatch.deploymentTrail: true is not allowed; use an object with enabled or createCloudTrail',
    ],
    [
      'search that is a flag',
      { keepwatch: { search: false } },
      'keepwatch.search: false is not allowed; use an object with enabled, scanLimitGigabytes or resultDays',
    ],
    [
      'an unknown field of search',
      { keepwatch: { search: { scanLimitGigabyte: 1 } } },
      'keepwatch.search.scanLimitGigabyte: unknown field (did you mean scanLimitGigabytes?). Available: enabled, scanLimitGigabytes, resultDays',
    ],
    [
      'a limit of 0',
      { keepwatch: { search: { scanLimitGigabytes: 0 } } },
      'keepwatch.search.scanLimitGigabytes: 0 is not allowed; use a whole number of gigabytes from 1 to 100000',
    ],
    [
      'a mistyped field',
      { keepwatch: { archive: { retentiondays: 1 } } },
      'keepwatch.archive.retentiondays: unknown field (did you mean retentionDays?). Available: retentionDays, lockMode, bucketName, repairRoleArn',
    ],
    [
      'a field with unprintable characters',
      { keepwatch: { archive: { 'a\u001bb': 1 } } },
      'keepwatch.archive["a\\u001bb"]: unknown field. Available: retentionDays, lockMode, bucketName, repairRoleArn',
    ],
    [
      'alertEmail',
      { alertEmail: 'nobody' },
      'alertEmail: "nobody" is not allowed; use an email address such as you@example.com',
    ],
    [
      'alertEmail, empty',
      { alertEmail: '' },
      'alertEmail: "" is not allowed; use an email address such as you@example.com',
    ],
    [
      'alertEmails',
      { keepwatch: { alertEmails: 'a@example.com' } },
      'keepwatch.alertEmails: "a@example.com" is not allowed; use a list of email addresses',
    ],
    [
      'alertEmails, one of them',
      { keepwatch: { alertEmails: ['a@example.com', 7] } },
      'keepwatch.alertEmails[1]: 7 is not allowed; use an email address such as you@example.com',
    ],
    ['stackName', { stackName: '1st' }, `stackName: "1st" is not allowed; use ${STACK}`],
    ['sources', { keepwatch: { sources: {} } }, 'keepwatch.sources: {} is not allowed; use a list of sources'],
    [
      'sources, none',
      { keepwatch: { sources: [] } },
      'keepwatch.sources: [] is not allowed; use a list of at least one source',
    ],
    [
      'sources, a name alone',
      { keepwatch: { sources: ['jira'] } },
      'keepwatch.sources[0]: "jira" is not allowed; use an object with at least a name',
    ],
    [
      'sources, the same name',
      { keepwatch: { sources: [{ name: 'jira' }, { name: 'jira' }] } },
      'keepwatch.sources[1].name: "jira" is not allowed; use a name that differs from all others in more than hyphens',
    ],
    [
      'sources, names that differ in hyphens',
      { keepwatch: { sources: [{ name: 'a-b' }, { name: 'ab' }] } },
      'keepwatch.sources[1].name: "ab" is not allowed; use a name that differs from all others in more than hyphens',
    ],
    [
      'a source by the name of the trail',
      { keepwatch: { sources: [{ name: 'deployment' }] } },
      'keepwatch.sources[0].name: "deployment" is not allowed; use another name; the deployment trail has this one',
    ],
    ['a source without a name', { keepwatch: { sources: [{}] } }, `keepwatch.sources[0].name: missing; use ${NAME}`],
    ['name', oneSource({ name: 'Jira' }), `keepwatch.sources[0].name: "Jira" is not allowed; use ${NAME}`],
    [
      'kind',
      oneSource({ kind: 'okta' }),
      'keepwatch.sources[0].kind: "okta" is not allowed; use "atlassian" or "panther"',
    ],
    [
      'intervalMinutes, a fraction',
      oneSource({ intervalMinutes: 7.5 }),
      'keepwatch.sources[0].intervalMinutes: 7.5 is not allowed; use a whole number of minutes from 1 to 60',
    ],
    [
      'intervalMinutes, text',
      oneSource({ intervalMinutes: '5' }),
      'keepwatch.sources[0].intervalMinutes: "5" is not allowed; use a whole number of minutes from 1 to 60',
    ],
    [
      'intervalMinutes, 0',
      oneSource({ intervalMinutes: 0 }),
      'keepwatch.sources[0].intervalMinutes: 0 is not allowed; use a whole number of minutes from 1 to 60',
    ],
    [
      'intervalMinutes, 61',
      oneSource({ intervalMinutes: 61 }),
      'keepwatch.sources[0].intervalMinutes: 61 is not allowed; use a whole number of minutes from 1 to 60',
    ],
    [
      'intervalMinutes, null',
      oneSource({ intervalMinutes: null }),
      'keepwatch.sources[0].intervalMinutes: null is not allowed; use a whole number of minutes from 1 to 60',
    ],
    [
      'lookbackDays',
      oneSource({ lookbackDays: 181 }),
      'keepwatch.sources[0].lookbackDays: 181 is not allowed; use a whole number of days from 1 to 180',
    ],
    [
      'silenceMinutes, too short',
      oneSource({ silenceMinutes: 10 }),
      `keepwatch.sources[0].silenceMinutes: 10 is not allowed; use ${SILENCE}`,
    ],
    [
      'silenceMinutes, too long',
      oneSource({ silenceMinutes: 10_140 }),
      `keepwatch.sources[0].silenceMinutes: 10140 is not allowed; use ${SILENCE}`,
    ],
    [
      'silenceMinutes, not a multiple of 5',
      oneSource({ silenceMinutes: 17 }),
      `keepwatch.sources[0].silenceMinutes: 17 is not allowed; use ${SILENCE}`,
    ],
    [
      'silenceMinutes, not a whole hour',
      oneSource({ silenceMinutes: 90 }),
      `keepwatch.sources[0].silenceMinutes: 90 is not allowed; use ${SILENCE}`,
    ],
    [
      'silenceMinutes, true',
      oneSource({ silenceMinutes: true }),
      `keepwatch.sources[0].silenceMinutes: true is not allowed; use ${SILENCE}`,
    ],
    [
      'silenceMinutes, shorter than the interval',
      oneSource({ silenceMinutes: 15, intervalMinutes: 30 }),
      'keepwatch.sources[0].silenceMinutes: 15 is not allowed; use at least the 30 minutes between two polls, or the alarm fires between them',
    ],
    [
      'secretName, an ARN',
      oneSource({ secretName: 'arn:aws:secretsmanager' }),
      `keepwatch.sources[0].secretName: "arn:aws:secretsmanager" is not allowed; use ${SECRET}`,
    ],
    [
      'secretKmsKeyArn, an alias',
      oneSource({ secretName: 's', secretKmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:alias/audit' }),
      `keepwatch.sources[0].secretKmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:alias/audit" is not allowed; use ${KEY_ARN}`,
    ],
    [
      'secretKmsKeyArn without secretName',
      oneSource({ secretKmsKeyArn: KEY }),
      `keepwatch.sources[0].secretKmsKeyArn: "${KEY}" is not allowed; use it beside secretName: the stack creates its own secrets with the key that AWS manages`,
    ],
    [
      'apiBaseUrl',
      oneSource({ apiBaseUrl: 'https://example.com/admin' }),
      `keepwatch.sources[0].apiBaseUrl: "https://example.com/admin" is not allowed; use ${BASE_URL}`,
    ],
    [
      'apiBaseUrl of a Panther source',
      oneSource({ kind: 'panther', apiBaseUrl: 'https://api.atlassian.com/admin' }),
      'keepwatch.sources[0].apiBaseUrl: "https://api.atlassian.com/admin" is not allowed; use a loopback address such as http://127.0.0.1:8080, or leave it out: apiHost in the credential names the host',
    ],
    [
      'archive',
      { keepwatch: { archive: 5 } },
      'keepwatch.archive: 5 is not allowed; use an object with retentionDays, lockMode, bucketName and repairRoleArn',
    ],
    [
      'archive.bucketName',
      { keepwatch: { archive: { bucketName: 'arn:aws:s3:::old' } } },
      `keepwatch.archive.bucketName: "arn:aws:s3:::old" is not allowed; use ${BUCKET}`,
    ],
    [
      'lake',
      { keepwatch: { lake: 'keepwatch-lake-1' } },
      'keepwatch.lake: "keepwatch-lake-1" is not allowed; use an object with bucketName',
    ],
    [
      'a lake without its archive',
      { keepwatch: { lake: { bucketName: 'keepwatch-lake-1' } } },
      'keepwatch.lake.bucketName: "keepwatch-lake-1" is not allowed; use it together with archive.bucketName, the archive that this lake was made from',
    ],
    [
      'one bucket for both',
      { keepwatch: { archive: { bucketName: 'keepwatch-1' }, lake: { bucketName: 'keepwatch-1' } } },
      'keepwatch.lake.bucketName: "keepwatch-1" is not allowed; use another bucket than archive.bucketName',
    ],
    [
      'retentionDays',
      { keepwatch: { archive: { retentionDays: 36_501 } } },
      'keepwatch.archive.retentionDays: 36501 is not allowed; use a whole number of days from 200 to 36500',
    ],
    [
      'lockMode',
      { keepwatch: { archive: { lockMode: 'compliance' } } },
      'keepwatch.archive.lockMode: "compliance" is not allowed; use "GOVERNANCE" or "COMPLIANCE"',
    ],
    [
      'repairRoleArn',
      { keepwatch: { archive: { repairRoleArn: 'arn:aws:iam::111122223333:role/*' } } },
      'keepwatch.archive.repairRoleArn: "arn:aws:iam::111122223333:role/*" is not allowed; use the ARN of one IAM role, such as arn:aws:iam::111122223333:role/Repair',
    ],
    [
      'logRetentionDays',
      { keepwatch: { logRetentionDays: 9999 } },
      `keepwatch.logRetentionDays: 9999 is not allowed; use a number of days that CloudWatch Logs supports: ${LOG_DAYS}`,
    ],
  ])('refuses %s', (_, context, line) => {
    // Act
    const problems = problemsOf(context);

    // Assess
    expect(problems).toEqual([line]);
  });

  it('reports every problem at once, contradictions between sources included', () => {
    // Prepare
    const sources = [
      { name: 'jira', intervalMinutes: 0 },
      { name: 'jira', intervalMinute: 3 },
    ];

    // Act
    const problems = problemsOf({ keepwatch: { sources, logRetentionDays: 2 }, alertEmail: 'x' });

    // Assess
    expect(problems.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'keepwatch.sources[0].intervalMinutes',
      'keepwatch.sources[1].intervalMinute',
      'keepwatch.logRetentionDays',
      'alertEmail',
      'keepwatch.sources[1].name',
    ]);
  });

  it('suggests the nearest field', () => {
    // Act
    const problems = problemsOf(oneSource({ intervalMinute: 5 }));

    // Assess
    expect(problems).toEqual([
      `keepwatch.sources[0].intervalMinute: unknown field (did you mean intervalMinutes?). Available: ${SOURCE_FIELDS}`,
    ]);
  });

  it('never shows the value of an unknown field, which may be a credential', () => {
    // Act
    const problems = problemsOf(oneSource({ apiKey: 'ATATT3xFfGF0-secret' }));

    // Assess
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('ATATT3xFfGF0');
  });

  it('cuts a long value', () => {
    // Act
    const [problem] = problemsOf(oneSource({ name: 'x'.repeat(1000) }));

    // Assess
    expect(problem).toBe(`keepwatch.sources[0].name: "${'x'.repeat(78)}… is not allowed; use ${NAME}`);
  });

  it.each([
    ['a colour change', '\u001b[31m', '\\u001b[31m'],
    ['a line break', 'a\nb', 'a\\nb'],
    ['a control character that JSON leaves', '\u009b31m', '\\u009b31m'],
    ['a change of direction', '\u202egnp', '\\u202egnp'],
  ])('escapes %s, which could disguise the line in a terminal', (_, name, escaped) => {
    // Act
    const problems = problemsOf(oneSource({ name }));

    // Assess
    expect(problems).toEqual([`keepwatch.sources[0].name: "${escaped}" is not allowed; use ${NAME}`]);
  });
});
