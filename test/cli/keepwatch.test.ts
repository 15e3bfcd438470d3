import { DETECTIONS } from '../shipped-detections';
import { startProgram } from '../started-program';
import { keepwatch } from './in-process';

const detections = (...args: readonly string[]) => keepwatch('detections', ...args);
const program = (args: readonly string[]) => startProgram('bin/cli.ts', args);

const { columns } = process.stdout;
beforeEach(() => {
  process.stdout.columns = 140;
});
afterEach(() => {
  process.stdout.columns = columns;
});

describe('npx keepwatch', () => {
  it('teaches what it can do', async () => {
    const { out, failure, exitCode } = await detections('--help');
    expect([failure, exitCode]).toEqual([undefined, 0]);
    for (const command of ['list', 'test', 'preview', 'coverage', 'docs']) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  it.each(['list', 'test', 'preview', 'coverage'])(
    'teaches %s by examples, and has JSON for machines',
    async (name) => {
      const { out, failure } = await detections(name, '--help');
      expect(failure).toBeUndefined();
      expect(out).toMatch(new RegExp(`Examples:\n {2}.*npx keepwatch detections ${name}`));
      expect(out).toMatch(/^ {2}--json /m);
      // A command is one line, however long; a text is to fit.
      const text = out.split('\n').filter((line) => !line.startsWith('  '));
      expect(text.filter(({ length }) => length > 80)).toEqual([]);
    },
  );

  it('shows its help when nothing is asked, and has failed then', async () => {
    const { code, out, err } = await program([]).ended;
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/^Usage: npx keepwatch .*\n/)]);
  });

  it('prints what is wrong in one line, with exit code 1', async () => {
    const { code, out, err } = await program(['detections', 'test', 'Atlassian.Org.AdminAded']).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: Unknown detection Atlassian\.Org\.AdminAded\. Did you mean [^\n]*\n$/);
  });

  it('ends quietly when nobody reads on', async () => {
    const { child, ended } = program(['detections', 'test']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });

  const ID = 'Atlassian.Org.AdminAdded';
  it.each<[string, readonly string[], RegExp]>([
    [
      'an id that is nearly right',
      ['preview', 'Atlassian.User.ManyProductAccessesGrantd'],
      /Did you mean \S+Granted\?/,
    ],
    [
      'an id that would steer the terminal',
      ['preview', '\u001b[2J'],
      /^Unknown detection \\u\{1b\}\[2J\. To list all \d+, run npx keepwatch detections list\./,
    ],
    [
      'a command that is nearly right',
      ['lst'],
      /^Unknown command lst\. Did you mean list\? See npx keepwatch detections --help\.$/,
    ],
    [
      'an option that would steer the terminal',
      ['list', '--\u001b[2J'],
      /^Unknown option\. Available: --json\. See .* detections list --help/,
    ],
    ['an id that is missing', ['preview'], /^Missing argument <id>\. See /],
    ['one argument too many', ['test', ID, ID], /^Too many arguments: expected 1, received 2\. See /],
    [
      'a time that is none',
      ['preview', ID, '--since', 'yesterday'],
      /^--since: yesterday is not allowed; use 12h, 30d/,
    ],
    [
      'a lake that is not there',
      ['preview', ID, '--lake', '/nowhere'],
      /^--lake: \/nowhere is not a directory that keepwatch start has filled\. To fill it, run npx keepwatch start/,
    ],
    ['a lake without a name', ['preview', ID, '--lake', ''], /^--lake: an empty text is not allowed; use the path/],
    ['two lakes', ['preview', ID, '--lake', 'a', '--bucket', 'b-1'], /^--bucket cannot be combined with --lake\. See /],
    [
      'a bucket that is none',
      ['preview', ID, '--bucket', 's3://lake'],
      /^--bucket: s3:\/\/lake is not the name of a bucket\. Use the output LakeBucketName/,
    ],
    [
      'a source that is not configured',
      ['coverage', 'atlassian-man'],
      /Unknown source atlassian-man\. Did you mean atlassian-main\? Available: atlassian-main/,
    ],
    [
      'an address that must not get a key',
      ['coverage', 'atlassian-main', '--api-base-url', 'https://evil.example.com'],
      /^--api-base-url: https:\/\/evil\.example\.com is not allowed/,
    ],
  ])('refuses %s', async (_name, args, expected) => {
    const { out, failure } = await detections(...args);
    expect(out).toBe('');
    expect(failure).toMatch(expected);
    expect(failure).not.toMatch(/\p{Cc}/u);
  });
});

describe('detections list', () => {
  it('shows every detection, and whether it is on', async () => {
    const json = await detections('list', '--json');
    const listed: { id: string; on: boolean }[] = JSON.parse(json.out);
    const { out } = await detections('list');

    expect(listed.map(({ id }) => id)).toEqual(DETECTIONS.map(({ detection }) => detection.id));
    expect(listed.find(({ id }) => id === 'Atlassian.Token.ListExported')).toMatchObject({
      on: false,
      pack: 'atlassian',
      severity: 'HIGH',
      evidence: 'unconfirmed',
      file: 'detections/atlassian/api-tokens-exported.ts',
      disabled: expect.any(String),
    });
    expect(out).toMatch(
      /^Atlassian\.Token\.ListExported +atlassian +HIGH +no +unconfirmed +atlassian\/api-tokens-exported\.ts$/m,
    );
  });

  it('leaves no id incomplete on a terminal of 80 columns', async () => {
    process.stdout.columns = 80;
    const { out } = await detections('list');
    for (const { detection } of DETECTIONS) expect(out).toContain(`\n${detection.id} `);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});

describe('detections test', () => {
  it('runs the cases of one detection, in whatever case its id is, and prints a table', async () => {
    const { out, exitCode } = await detections('test', 'atlassian.org.adminadded');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ok {2}Atlassian\.Org\.AdminAdded {2}a person adds an admin/m);
    expect(out).toMatch(/^3 passed, 0 failed$/m);
  });

  it('runs all of them', async () => {
    const { out } = await detections('test', '--json');
    const results: { id: string; problems: string[] }[] = JSON.parse(out);
    expect(new Set(results.map(({ id }) => id)).size).toBe(DETECTIONS.length);
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });
});
