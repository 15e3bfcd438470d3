import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTIONS } from '../../detections/index';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../local/simulators/atlassian/simulator';
import { startProgram } from '../started-program';

const keepwatch = (...args: readonly string[]) => startProgram('bin/cli.ts', args).ended;
const detections = (...args: readonly string[]) => keepwatch('detections', ...args);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run keepwatch', () => {
  it('teaches what it can do', async () => {
    const { out, code } = await keepwatch('detections', '--help');
    expect(code).toBe(0);
    for (const command of ['list', 'test', 'preview', 'coverage', 'docs'])
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'an id that does not exist',
      ['test', 'Atlassian.Org.AdminAded'],
      /no detection Atlassian\.Org\.AdminAded\. Did you mean Atlassian\.Org\.AdminAdded\?/,
    ],
    ['an id that would steer the terminal', ['preview', '\u001b[2J'], /no detection \\u\{1b\}\[2J\./],
    [
      'a time that is none',
      ['preview', 'Atlassian.Org.AdminAdded', '--since', 'yesterday'],
      /--since: yesterday is not allowed; use 12h, 30d/,
    ],
    [
      'a lake that is not there',
      ['preview', 'Atlassian.Org.AdminAdded', '--lake', '/nowhere'],
      /--lake: \/nowhere holds no lake\. Run npm start/,
    ],
    [
      'a source that is not configured',
      ['coverage', 'atlassian-man'],
      /no source atlassian-man in cdk\.json \(did you mean atlassian-main\?\)/,
    ],
    [
      'an address that must not get a key',
      ['coverage', 'atlassian-main', '--api-base-url', 'https://evil.example.com'],
      /--api-base-url: https:\/\/evil\.example\.com is not allowed/,
    ],
  ])('refuses %s, in one line, with exit status 1', async (_name, args, expected) => {
    const { out, err, code } = await detections(...args);
    expect([out, code]).toEqual(['', 1]);
    expect(err).toMatch(/^Failed: [^\n]*\n$/);
    expect(err).toMatch(expected);
  });
});

describe('detections list', () => {
  it('shows every detection, and whether it is on', async () => {
    const { out, code } = await detections('list', '--json');
    const listed: { id: string; on: boolean }[] = JSON.parse(out);
    expect(code).toBe(0);
    expect(listed.map(({ id }) => id)).toEqual(DETECTIONS.map(({ detection }) => detection.id));
    expect(listed.find(({ id }) => id === 'Atlassian.Token.ListExported')).toMatchObject({
      on: false,
      pack: 'atlassian',
    });
  });
});

describe('detections test', () => {
  it('runs the cases of one detection and prints a table', async () => {
    const { out, code } = await detections('test', 'atlassian.org.adminadded');
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {2}Atlassian\.Org\.AdminAdded {2}a person adds an admin/m);
    expect(out).toMatch(/^3 passed, 0 failed$/m);
  });
});

describe('detections preview', () => {
  it('says what a detection would have raised on the lake of npm start, and changes nothing there', async () => {
    const lake = join(folder, 'lake');
    const simulator = await startAtlassianSimulator();
    const started = await startProgram('local/start.ts', [
      '--once',
      '--json',
      '--lake',
      lake,
      '--api-base-url',
      simulator.baseUrl,
    ]).ended;
    await simulator.stop();
    expect(started.code).toBe(0);
    const { lake: summary } = JSON.parse(started.out);

    const { out, code } = await detections(
      'preview',
      'Atlassian.User.LoggedInAsUser',
      '--since',
      '26w',
      '--lake',
      lake,
      '--json',
    );
    const { events, matches, alerts, ruleErrors } = JSON.parse(out);
    const text = await detections('preview', 'Atlassian.User.LoggedInAsUser', '--since', '26w', '--lake', lake);

    expect(code).toBe(0);
    expect([events, ruleErrors]).toEqual([summary.events, 0]);
    expect(alerts.length).toBeGreaterThan(0);
    expect(matches).toBeGreaterThanOrEqual(alerts.length);
    expect(text.out).toContain(`${alerts.length} alerts`);
    expect(text.out).toMatch(/ logged in as /);
  });
});

describe('detections coverage', () => {
  let simulator: AtlassianSimulator;
  beforeAll(async () => {
    simulator = await startAtlassianSimulator();
  });
  afterAll(() => simulator.stop());

  it('lists what is waited for in vain, and what nobody watches', async () => {
    const { out, code } = await detections('coverage', 'atlassian-main', '--api-base-url', simulator.baseUrl, '--json');
    const { actions, unknown, uncovered } = JSON.parse(out);
    expect(code).toBe(0);
    expect(actions).toBeGreaterThan(135);
    const waitedFor = unknown.map(({ action }: { action: string }) => action);
    expect(waitedFor).toContain('export_api_tokens');
    expect(waitedFor).not.toContain('added_org_admin');
    const ids = uncovered.map(({ id }: { id: string }) => id);
    expect(ids).toContain('API_TOKEN_REVOKED');
    expect(ids).not.toContain('ADDED_ORG_ADMIN');
  });

  it('says why a key is refused', async () => {
    const environment = { ATLASSIAN_ORG_ID: 'org', ATLASSIAN_API_KEY: 'the-marked-key' };
    const args = ['detections', 'coverage', 'atlassian-main', '--api-base-url', simulator.baseUrl];
    const { out, err, code } = await startProgram('bin/cli.ts', args, environment).ended;
    expect([out, code]).toEqual(['', 1]);
    expect(err).toMatch(/^Failed: Atlassian answered 401 to the credential in the environment variables/);
    expect(err).not.toContain('the-marked-key');
  });
});
