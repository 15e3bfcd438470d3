import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTIONS } from '../../detections/index';
import { systemClock } from '../../lambda/platform/clock';
import { DirectoryObjectStore } from '../../local/directory-object-store';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../local/simulators/atlassian/simulator';
import { NASTY_TEXTS } from '../hostile/hostile-json';
import { type ScriptedApi, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { WatchedSource } from '../lambda/watched-source';
import { startProgram } from '../started-program';
import { keepwatch } from './in-process';

// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const detections = (...args: readonly string[]) => keepwatch('detections', ...args);
const program = (args: readonly string[], environment?: NodeJS.ProcessEnv) =>
  startProgram('bin/cli.ts', args, environment);

const { columns } = process.stdout;
let folder: string;
beforeEach(async () => {
  process.stdout.columns = 140;
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-cli-'));
  jest.replaceProperty(process, 'env', { ...process.env, ATLASSIAN_ORG_ID: '', ATLASSIAN_API_KEY: '' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.stdout.columns = columns;
  await rm(folder, { recursive: true });
});

describe('npm run keepwatch', () => {
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
      expect(out).toMatch(new RegExp(`Examples:\n {2}.*npm run .*keepwatch -- detections ${name}`));
      expect(out).toMatch(/^ {2}--json /m);
      // A command is one line, however long; a text is to fit.
      const text = out.split('\n').filter((line) => !line.startsWith('  '));
      expect(text.filter(({ length }) => length > 80)).toEqual([]);
    },
  );

  it('shows its help when nothing is asked, and has failed then', async () => {
    const { code, out, err } = await program([]).ended;
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^Usage: npm run keepwatch -- .*\n/)]);
  });

  it('prints what is wrong in one line, with exit status 1', async () => {
    const { code, out, err } = await program(['detections', 'test', 'Atlassian.Org.AdminAded']).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: There is no detection Atlassian\.Org\.AdminAded\. Did you mean [^\n]*\n$/);
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
    ['an id that would steer the terminal', ['preview', '\u001b[2J'], /no detection \\u\{1b\}\[2J\. .* shows all 53/],
    [
      'a command that is nearly right',
      ['lst'],
      /^unknown command 'lst' \(Did you mean list\?\)\. See npm run keepwatch -- detections --help\.$/,
    ],
    [
      'an option that would steer the terminal',
      ['list', '--\u001b[2J'],
      /^unknown option '--\\u\{1b\}\[2J'\. See .* detections list --help/,
    ],
    ['an id that is missing', ['preview'], /^missing required argument 'id'/],
    ['one argument too many', ['test', ID, ID], /^too many arguments/],
    [
      'a time that is none',
      ['preview', ID, '--since', 'yesterday'],
      /^--since: yesterday is not allowed; use 12h, 30d/,
    ],
    [
      'a lake that is not there',
      ['preview', ID, '--lake', '/nowhere'],
      /^--lake: \/nowhere holds no lake\. Run npm start/,
    ],
    [
      'two lakes',
      ['preview', ID, '--lake', 'a', '--bucket', 'b-1'],
      /^option '--bucket <name>' cannot be used with option '--lake <dir>'/,
    ],
    [
      'a bucket that is none',
      ['preview', ID, '--bucket', 's3://lake'],
      /^--bucket: s3:\/\/lake is not allowed; .* LakeBucketName/,
    ],
    [
      'a source that is not configured',
      ['coverage', 'atlassian-man'],
      /no source atlassian-man in cdk\.json \(did you mean atlassian-main\?\)/,
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
      ...{ on: false, pack: 'atlassian', severity: 'HIGH', evidence: 'unconfirmed' },
      ...{ file: 'detections/atlassian/api-tokens-exported.ts', disabled: expect.any(String) },
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

describe('detections preview', () => {
  const EXPORTED = 'Atlassian.Org.ListExported';
  beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T12:00:00Z')));

  async function fill(actors: readonly string[]): Promise<void> {
    const source = new WatchedSource([]);
    source.capture(actors.map((actor, at) => ({ at, actor, action: 'export_audit_log' })));
    await source.process([1], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
  }

  it('says by day and by value what a detection would have raised', async () => {
    await fill(['ada', 'ada', 'eve']);
    const { out, failure } = await detections('preview', EXPORTED, '--lake', folder);
    expect(failure).toBeUndefined();
    expect(out).toMatch(/^Atlassian\.Org\.ListExported, which is on; MEDIUM, threshold 1 within 1,440 minutes\n/);
    expect(out).toMatch(/^2026-11-22 to 2026-11-22: 1 day with 3 events, 3 with its actions: 3 matches, 2 alerts$/m);
    expect(out).toMatch(/^2026-11-22 {2}2 {7}█{30}$/m);
    expect(out).toMatch(/^1 {7}2 {8}ada:export_audit_log {2}ada@example\.com exported the audit log$/m);
  });

  it('says that no event has an action of the detection', async () => {
    await fill(['ada']);
    const { out } = await detections('preview', 'Atlassian.Site.Transferred', '--lake', folder);
    expect(out).toMatch(/1 event, 0 with its actions: 0 matches, 0 alerts\nNo event has one of its actions: \w+/);
  });

  it('looks for the events of a source that there is not yet', async () => {
    await mkdir(join(folder, 'lake'));
    const { failure } = await detections('preview', 'Panther.User.Modified', '--lake', folder);
    expect(failure).toMatch(/no events of Panther\.Audit since \S+ No source captures them yet\.$/);
  });

  it('runs one that is off, and has JSON', async () => {
    await fill(['ada']);
    const { out } = await detections('preview', 'Atlassian.Token.ListExported', '--lake', folder, '--json');
    expect(JSON.parse(out)).toMatchObject({ id: 'Atlassian.Token.ListExported', on: false, events: 1, alerts: [] });
  });

  it('steers no terminal, whatever the events say', async () => {
    await fill(NASTY_TEXTS);
    for (const options of [[], ['--json']]) {
      const { out, failure } = await detections('preview', EXPORTED, '--lake', folder, ...options);
      expect(failure).toBeUndefined();
      expect(out).not.toMatch(STEERING);
    }
  });

  it.each([[[]], [['--json']]])('fails when there is nothing to look at %j', async (options) => {
    await mkdir(join(folder, 'lake'));
    const { out, failure } = await detections('preview', EXPORTED, '--lake', folder, ...options);
    expect(out).toBe('');
    expect(failure).toMatch(
      /has no events of Atlassian\.Audit since 2026-10-23\. Look further back with --since, or collect first: npm start/,
    );
  });
});

describe('detections preview, as a program', () => {
  it('looks at every event that npm start collected', async () => {
    const simulator = await startAtlassianSimulator({ eventsPerDay: 20 });
    const options = ['--once', '--json', '--lake', folder, '--api-base-url', simulator.baseUrl];
    const started = await startProgram('local/start.ts', options).ended;
    await simulator.stop();
    const { lake } = JSON.parse(started.out);

    const args = ['detections', 'preview', 'Standard.BruteForceByUser', '--since', '26w', '--lake', folder, '--json'];
    const { out, err, code } = await program(args).ended;

    const { events, matches, ruleErrors } = JSON.parse(out);
    expect([code, err]).toEqual([0, '']);
    expect([events, ruleErrors]).toEqual([lake.events, 0]);
    expect(matches).toBeGreaterThan(0);
  });
});

describe('detections coverage', () => {
  let simulator: AtlassianSimulator;
  beforeAll(async () => {
    simulator = await startAtlassianSimulator();
  });
  afterAll(() => simulator.stop());

  const coverage = (baseUrl: string, ...options: readonly string[]) =>
    detections('coverage', 'atlassian-main', '--api-base-url', baseUrl, ...options);

  it('lists what is waited for in vain, what could be on, and what nobody watches', async () => {
    const { actions, unknown, off, uncovered } = JSON.parse((await coverage(simulator.baseUrl, '--json')).out);
    expect(actions).toBeGreaterThan(135);
    const waitedFor = unknown.map(({ action }: { action: string }) => action);
    expect(waitedFor).toContain('export_api_tokens');
    expect(waitedFor).not.toContain('added_org_admin');
    expect(off).toEqual([{ detection: 'Atlassian.App.Installed', actions: ['marketplace_app_installed'] }]);
    const ids = uncovered.map(({ id }: { id: string }) => id);
    expect(ids).toContain('API_TOKEN_REVOKED');
    expect(ids).not.toContain('ADDED_ORG_ADMIN');
  });

  it('asks the simulated organization when it is the demo', async () => {
    const { out } = await detections('coverage', 'atlassian-main', '--demo', '--json');
    expect(JSON.parse(out)).toEqual(JSON.parse((await coverage(simulator.baseUrl, '--json')).out));
  });

  it('says of an API that does not answer what a person can do', async () => {
    const api = await startScriptedApi([]);
    await api.stop();
    jest.spyOn(systemClock, 'sleep').mockResolvedValue();
    const { failure } = await coverage(api.baseUrl);
    expect(failure).toMatch(/did not answer usably in 5 tries: .* Check the API's address and try again\.$/);
  });

  it('prints tables', async () => {
    const { out } = await coverage(simulator.baseUrl);
    expect(out).toMatch(/^export_api_tokens +Atlassian\.Token\.ListExported$/m);
    expect(out).toMatch(/^API_TOKEN_REVOKED +Api token revoked$/m);
  });

  it('says, as a program, why a key is refused, and not which', async () => {
    const environment = { ATLASSIAN_ORG_ID: 'org', ATLASSIAN_API_KEY: 'the-marked-key' };
    const args = ['detections', 'coverage', 'atlassian-main', '--api-base-url', simulator.baseUrl];
    const { out, err, code } = await program(args, environment).ended;
    expect([out, code]).toEqual(['', 1]);
    expect(err).toMatch(/^Failed: Atlassian answered 401 to the credential in the environment variables [^\n]*\n$/);
    expect(err).not.toContain('the-marked-key');
  });

  it('takes no half of a credential', async () => {
    jest.replaceProperty(process, 'env', { ...process.env, ATLASSIAN_ORG_ID: 'org', ATLASSIAN_API_KEY: ' ' });
    const { failure } = await coverage(simulator.baseUrl);
    expect(failure).toBe('ATLASSIAN_API_KEY must be set in the environment too, or neither variable.');
  });

  describe('of an API of its own kind', () => {
    let api: ScriptedApi;
    afterEach(() => api.stop());

    it('steers no terminal, whatever actions are called', async () => {
      const data = NASTY_TEXTS.map((text) => ({
        id: `policy ${text}`,
        attributes: { displayName: text, groupDisplayName: text },
      }));
      api = await startScriptedApi([{ status: 200, body: JSON.stringify({ data }) }]);
      for (const options of [[], ['--json']]) {
        const { out, failure } = await coverage(api.baseUrl, ...options);
        expect(failure).toBeUndefined();
        expect(out).toContain('forged');
        expect(out).not.toMatch(STEERING);
      }
    });
  });
});
