import { COMMANDS } from '../../cli/commands';
import { exitCodeOfFailure, UsageError } from '../../cli/exit-codes';
import { maskArguments } from '../../cli/mask-arguments';
import { runProgram } from '../../cli/program';
import { SettingError } from '../../lambda/errors';
import { startProgram } from '../started-program';
import { CONFIGURATION, keepwatch } from './in-process';

const PATHS = COMMANDS.flatMap((entry) =>
  'load' in entry ? [[entry.name]] : entry.commands.map(({ name }) => [entry.name, name]),
);
const GROUPS = COMMANDS.flatMap((entry) => ('load' in entry ? [] : [[entry.name]]));

let said: string;
beforeEach(() => {
  said = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

describe('a secret on the command line', () => {
  const FORMS = [
    ['--api-key=S3CRET'],
    ['--api-key', 'S3CRET'],
    ['-kS3CRET'],
    ['S3CRET'],
    ['S3CRET', '--api-key=S3CRET'],
    ['--S3CRET'],
  ];
  const cases = [[], ...GROUPS, ...PATHS].flatMap((path) => FORMS.map((form) => [[...path, ...form].join(' ')]));

  it.each(cases)('is not printed: keepwatch %s', async (line) => {
    const { out, failure } = await keepwatch(...line.split(' '));

    expect(failure).toMatch(/./);
    expect(out + said + failure).not.toContain('S3CRET');
  });

  it.each([
    'start --interval=S3CRET',
    'start --interval --api-key=S3CRET',
    'start --source --token=lower',
    'start --source S3CRET',
    'start --api-base-url https://user:S3CRET@example.com/',
    'simulate --port S3CRET',
    'report --since S3CRET',
    'query --output S3CRET SELECT',
    'query --list=S3CRET',
  ])('is not printed as the value of an option: %s', async (line) => {
    const { out, failure } = await keepwatch(...line.split(' '));

    expect(failure).toMatch(/is not allowed; use|takes no value/);
    expect(out + said + failure).not.toMatch(/S3CRET|lower/);
  });

  it('is not printed by the program, which ends with exit code 2', async () => {
    const ended = await startProgram('bin/cli.ts', ['start', '--api-key=S3CRET']).ended;

    expect(ended).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^Failed: Unknown option\. Available: --source, .*, --json\. See npx keepwatch start --help\.\n$/,
      ),
    });
  });

  it('is masked although a text shows only its beginning', () => {
    const key = `ATCTT3xFfGN0${'a1B2'.repeat(40)}`;
    expect(maskArguments(`${key.slice(0, 79)}… is no source.`, ['connect', key])).toBe('… is no source.');
  });
});

it.each([
  ['--lake Evidence2026', ['status', '--lake', 'Evidence2026']],
  ['--stack KeepwatchProd2', ['status', '--stack', 'KeepwatchProd2']],
  ['Acme.Mfa2.Off', ['detections', 'test', 'Acme.Mfa2.Off']],
  ['2026-11-01T00:00:00Z', ['replay', '--from', '2026-11-01T00:00:00Z']],
  ['0f1e2d3c4b5a69788796a5b4c3d2e1f0', ['captures', 'show', '7', '--row', '0f1e2d3c4b5a69788796a5b4c3d2e1f0']],
])('an ordinary argument is printed: %s', (text, argv) => {
  expect(maskArguments(`What is ${text}?`, argv)).toBe(`What is ${text}?`);
});

it.each([
  ['stats', 'Unknown command stats. Did you mean status? See npx keepwatch --help.'],
  ['detections liste', 'Unknown command liste. Did you mean list? See npx keepwatch detections --help.'],
  ['captures x', 'Unknown command. Use show. See npx keepwatch captures --help.'],
  ['start --onse', 'Unknown option --onse. Did you mean --once? See npx keepwatch start --help.'],
  [
    'status --ATATTsecretasoption9',
    'Unknown option. Available: --lake, --stack, --json. See npx keepwatch status --help.',
  ],
  ['help nothing', `Unknown command. Use ${COMMANDS.map(({ name }) => name).join(', ')}. See npx keepwatch --help.`],
  ['help detections nothing', expect.stringMatching(/^Unknown command\. Use list, /)],
  ['start --lake', '--lake <dir> needs a value. See npx keepwatch start --help.'],
  ['backfill atlassian-main', 'Missing option --since <when>. See npx keepwatch backfill --help.'],
  ['detections preview', 'Missing argument <id>. See npx keepwatch detections preview --help.'],
  ['status --stack S --lake d', '--stack cannot be combined with --lake. See npx keepwatch status --help.'],
])('wrong usage is named, with what to do next: %s', async (line, message) => {
  expect(await keepwatch(...line.split(' '))).toMatchObject({ out: '', failure: message });
});

it.each([
  'help nothing',
  'replay',
  'replay --to 5',
  'replay --from foo',
  'replay --from 5 --to 4',
  'replay --failures --source ../x',
  'query',
  'query --param foo SELECT',
  'query --param a=b SELECT',
  'captures show abc',
  'captures show 1 --source ../x',
  'captures show captures/jira/000000000001.json.gz --source other',
  'status --stack A_B',
  'detections preview Keepwatch.Archive.RetentionChanged --bucket A_B',
  'connect atlassian-main --api-base-url https://evil.example.com',
  'detections coverage atlassian-main --api-base-url https://evil.example.com',
  'start --api-base-url https://evil.example.com',
])('ends with exit code 2: keepwatch %s', async (line) => {
  const failure: unknown = await runProgram(line.split(' '), CONFIGURATION).catch((error: unknown) => error);

  expect([failure, exitCodeOfFailure(failure)]).toEqual([expect.any(UsageError), 2]);
});

it('ends with exit code 1 where the value is allowed and nothing has it: keepwatch captures show 7', async () => {
  const line = ['captures', 'show', '7', '--lake', '/nowhere'];
  const failure: unknown = await runProgram(line, CONFIGURATION).catch((error: unknown) => error);

  expect([failure, exitCodeOfFailure(failure)]).toEqual([expect.any(SettingError), 1]);
});
