import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someOf } from '../depth';
import { Newcomer } from './newcomer';

// No credentials, no region, and no network to look for them.
const WITHOUT_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-west-1',
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
};

let folder: string;
let newcomer: Newcomer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-newcomer-'));
  newcomer = await Newcomer.in(folder);
});
beforeEach(async () => {
  await newcomer.reset();
  await newcomer.writeDetection('Login');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a newcomer', () => {
  it('sees the cases of a first detection pass, and the one that is not as expected in full', async () => {
    await newcomer.writeDetection('Wrong', "tests: [{ name: 'a case', match: true, title: 'y', event: {} }],");

    const right = await newcomer.keepwatch(['detections', 'test', 'Acme.Login']);
    const both = await newcomer.keepwatch(['detections', 'test']);
    const json = await newcomer.keepwatch(['detections', 'test', 'Acme.Wrong', '--json']);

    expect(right).toMatchObject({ code: 0, err: '' });
    expect(right.out).toMatch(/^ok {2}Acme\.Login {2}a login$/m);
    expect(right.out).toMatch(/^2 passed, 0 failed$/m);
    expect(both).toMatchObject({ code: 1, err: '' });
    expect(both.out).toMatch(/^FAILED {2}Acme\.Wrong {2}a case$/m);
    expect(both.out).toContain('detections/Wrong.ts (Acme.Wrong): a case\n  expected a match, found none\n');
    expect(both.out).toMatch(/^2 passed, 2 failed$/m);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toContainEqual({
      id: 'Acme.Wrong',
      file: 'detections/Wrong.ts',
      name: 'a case',
      problems: ['expected a match, found none'],
    });
  });

  it('can copy the first detection of the guide', async () => {
    const guide = await readFile('docs/detections.md', 'utf8');
    const [, code = ''] = /```ts\n(.*?)```/s.exec(guide) ?? [];
    await newcomer.write('detections/acme/finance-member-added.ts', code);
    const { out, err } = await newcomer.keepwatch(['detections', 'test', 'Acme.Finance.MemberAdded']);
    expect(err).toBe('');
    expect(out).toMatch(/^2 passed, 0 failed$/m);
  });

  it('is told the file and the id of what cannot be used, a line for each, and no stack', async () => {
    await newcomer.writeDetection('Mistyped', "severity: 'BIG',");
    await newcomer.write('detections/Broken.ts', "throw new Error('no \\u001b[2J good');");
    await newcomer.write('detections/Comma.ts', 'export default {\n  id: 1\n  name: 2 };');

    const { code, out, err } = await newcomer.keepwatch(['detections', 'test']);

    expect([code, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([
      'Failed: Invalid detections:',
      'detections/Broken.ts: cannot load it: no \\u{1b}[2J good',
      'detections/Comma.ts: cannot load it: line 3: Expected "}" but found "name"',
      expect.stringMatching(/^detections\/Mistyped\.ts \(Acme\.Mistyped\): severity: expected one of INFO, LOW/),
      '',
    ]);
  });

  it('sees what cdk.json says', async () => {
    await newcomer.writeDetection('Off', "disabled: 'It is loud.',");
    const overrides = { 'Acme.Login': { enabled: false }, 'Acme.Off': { enabled: true, severity: 'HIGH' } };
    await newcomer.write('cdk.json', JSON.stringify({ context: { keepwatch: { detections: { overrides } } } }));

    const { code, out } = await newcomer.keepwatch(['detections', 'list']);

    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'Detection   Pack  Severity  On   Evidence  File',
      'Acme.Login  own   LOW       no             Login.ts',
      'Acme.Off    own   HIGH      yes            Off.ts',
      '',
      '1 of 2 are on.',
      '',
    ]);
  });

  it.each(
    someOf(
      [
        ['of the stack', { stackName: 'Acme-Logs' }, { name: 'jira' }, 'acme-logs/jira'],
        ['that is there already', {}, { name: 'jira', secretName: 'security/atlassian' }, 'security/atlassian'],
      ],
      2,
    ),
  )('without AWS is told, in one line, of the secret %s', async (_name, context, source, secret) => {
    await newcomer.write('cdk.json', JSON.stringify({ context: { ...context, keepwatch: { sources: [source] } } }));

    const { code, out, err } = await newcomer.keepwatch(['detections', 'coverage', 'jira'], WITHOUT_AWS);

    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: [^\n]*\n$/);
    expect(err).toContain(`Could not read the secret ${secret}. No AWS credentials were found.`);
    expect(err).toMatch(/ AWS_PROFILE .* Or set ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY: then no secret is read\.\n$/);
  });

  it('without AWS is told, in one line, whose rights are needed to read a lake in a bucket', async () => {
    const args = ['detections', 'preview', 'Acme.Login', '--bucket', 'some-lake'];
    const { code, out, err } = await newcomer.keepwatch(args, WITHOUT_AWS);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: Could not list s3:\/\/some-lake\/events\/atlassian_audit\/[^\n]*\n$/);
    expect(err).toMatch(/ AWS_PROFILE .* --bucket is the output LakeBucketName of the stack\.\n$/);
  });

  it('is told that cdk.json is not JSON, in one line', async () => {
    await newcomer.write('cdk.json', '{ "context": {}, }');
    const { code, out, err } = await newcomer.keepwatch(['detections', 'list']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: cdk\.json is not valid JSON: [^\n]+\n$/);
  });

  it('is told what is wrong in cdk.json', async () => {
    await newcomer.write('cdk.json', JSON.stringify({ context: { keepwatch: { sorces: [] } } }));
    const { code, err } = await newcomer.keepwatch(['detections', 'coverage', 'jira']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^Failed: The configuration is not valid:\nkeepwatch\.sorces: unknown field \(did you mean sources\?\)/,
      ),
    ]);
  });
});
