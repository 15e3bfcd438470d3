import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretFile } from '../../../cli/place/directory/secret-file';
import { startOptions } from './start-options';

const credential = { ATLASSIAN_ORG_ID: 'org-1', ATLASSIAN_API_KEY: 'secret-key' };

const pantherCredential = { PANTHER_API_HOST: 'api.example.runpanther.net', PANTHER_API_KEY: 'secret-key' };

describe('the options of start', () => {
  it('plays the simulator into .keepwatch when nothing is said', () => {
    expect(startOptions([], {})).toEqual({
      source: 'atlassian',
      api: { kind: 'simulator' },
      lake: '.keepwatch',
      once: false,
      intervalMinutes: 5,
      lookbackDays: 180,
      json: false,
    });
  });

  it.each<[string, string[], object, object]>([
    [
      'the real API, with a credential',
      [],
      credential,
      { kind: 'real', baseUrl: undefined, credential: 'environment' },
    ],
    [
      'a loopback address, with a credential',
      ['--api-base-url', 'http://127.0.0.1:1/admin'],
      credential,
      { kind: 'real', baseUrl: 'http://127.0.0.1:1/admin', credential: 'environment' },
    ],
    [
      'a loopback address, without one',
      ['--api-base-url', 'http://[::1]:1/admin'],
      {},
      { kind: 'real', baseUrl: 'http://[::1]:1/admin', credential: 'demo' },
    ],
  ])('asks %s', (_name, argv, environment, api) => {
    expect(startOptions(argv, { ...environment })?.api).toEqual(api);
  });

  it.each<[string, object, object]>([
    ['its own simulator', {}, { kind: 'simulator' }],
    ['the API in the environment', pantherCredential, { kind: 'real', credential: 'environment' }],
  ])('asks of Panther %s', (_name, environment, api) => {
    const options = startOptions(['--source', 'panther'], { ...environment });
    expect(options).toMatchObject({ source: 'panther', api });
  });

  it('takes --once --lake --json --interval --lookback', () => {
    const argv = ['--once', '--lake', 'd', '--json', '--interval', '7', '--lookback', '30'];
    expect(startOptions(argv, { ...credential })).toMatchObject({
      lake: 'd',
      once: true,
      json: true,
      intervalMinutes: 7,
      lookbackDays: 30,
    });
  });

  it.each<[string, string[], object, string]>([
    [
      'another host',
      ['--api-base-url', 'https://evil.example.com/admin'],
      credential,
      '--api-base-url: https://evil.example.com/admin is not allowed; use https://api.atlassian.com/admin, or a loopback address such as http://127.0.0.1:8080, without a query.',
    ],
    [
      'plain http beyond loopback',
      ['--api-base-url', 'http://api.atlassian.com/admin'],
      credential,
      '--api-base-url: http://api.atlassian.com/admin is not allowed',
    ],
    [
      'a host that begins like loopback',
      ['--api-base-url', 'http://127.0.0.1.example.com/'],
      {},
      '--api-base-url: http://127.0.0.1.example.com/ is not allowed',
    ],
    ['a user in the address', ['--api-base-url', 'http://127.0.0.1@example.com/'], {}, 'is not allowed'],
    ['no address', ['--api-base-url', 'here'], {}, '--api-base-url: here is not allowed'],
    [
      'terminal controls',
      ['--interval', '\u001b[2J'],
      {},
      '--interval: \\u{1b}[2J is not allowed; use a whole number from 1 to 1440.',
    ],
    [
      'an interval that is too short for Panther',
      ['--source', 'panther', '--interval', '1'],
      pantherCredential,
      '--interval: 1 is not allowed; use a whole number from 5 to 1440.',
    ],
    [
      'a lookback beyond what the API keeps',
      ['--lookback', '181'],
      credential,
      '--lookback: 181 is not allowed; use a whole number from 1 to 180.',
    ],
    ['no interval', ['--interval', '0'], {}, '--interval: 0 is not allowed'],
    ['a fraction', ['--lookback', '1.5'], {}, '--lookback: 1.5 is not allowed'],
    ['an empty directory', ['--lake', ''], {}, '--lake: an empty text is not allowed'],
    ['half a credential', [], { ATLASSIAN_ORG_ID: 'org-1' }, 'ATLASSIAN_API_KEY must be set in the environment'],
    [
      'half a credential of Panther',
      ['--source', 'panther'],
      { PANTHER_API_KEY: 'secret-key' },
      'PANTHER_API_HOST must be set in the environment: the credential is PANTHER_API_HOST and PANTHER_API_KEY.',
    ],
    [
      'the address of another vendor',
      ['--source', 'panther', '--api-base-url', 'https://api.atlassian.com/admin'],
      {},
      '--api-base-url: https://api.atlassian.com/admin is not allowed; use a loopback address such as http://127.0.0.1:8080, or leave it out: apiHost in the credential names the host.',
    ],
    [
      '--once without a credential',
      ['--once'],
      {},
      'Or set ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY. For the demo, omit --once.',
    ],
    [
      "a demo beside another source's credential",
      [],
      { PANTHER_API_KEY: 'secret-key' },
      'The environment has a credential for panther. Add --source panther, or unset it to run the demo.',
    ],
    [
      'a source that nobody knows',
      ['--source', 'okta'],
      {},
      '--source: okta is not allowed; use atlassian or panther.',
    ],
    [
      'half a credential on loopback',
      ['--api-base-url', 'http://localhost:1/'],
      { ATLASSIAN_API_KEY: 'k' },
      'ATLASSIAN_ORG_ID must be set',
    ],
    [
      'the real API without a credential',
      ['--api-base-url', 'https://api.atlassian.com/admin'],
      {},
      'ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY must be set',
    ],
    ['an unknown option', ['--onse'], {}, 'Unknown option --onse. Did you mean --once?'],
    ['an argument', ['now'], {}, 'Too many arguments: expected 0, received 1.'],
  ])('refuses %s in one line that names it', (_name, argv, environment, message) => {
    const read = () => startOptions(argv, { ...environment });
    expect(read).toThrow(message);
    expect(read).not.toThrow(/\n|secret-key/);
  });

  it.each(['https://evil.example.com', 'https://user:secret@api.atlassian.com', 'here'])(
    'refuses the stored address %s and does not repeat it',
    async (apiBaseUrl) => {
      const lake = await mkdtemp(join(tmpdir(), 'keepwatch-options-'));
      const stored = new SecretFile(lake, 'atlassian-main');
      await stored.write(JSON.stringify({ orgId: 'org-1', apiKey: 'secret-key', apiBaseUrl }));
      const read = () => startOptions(['--lake', lake], {});
      expect(read).toThrow(`The address in ${stored.name} is not allowed; use https://api.atlassian.com/admin`);
      expect(read).not.toThrow(/evil|user|here\b/);
      await rm(lake, { recursive: true });
    },
  );

  it("refuses to put the demo's events beside real ones", async () => {
    const lake = await mkdtemp(join(tmpdir(), 'keepwatch-options-'));
    await mkdir(join(lake, 'archive', 'captures', 'atlassian-main'), { recursive: true });
    for (const source of ['atlassian', 'panther']) {
      expect(() => startOptions(['--lake', lake, '--source', source], {})).toThrow(
        /holds real events of atlassian-main; demo events must not mix with them\. .*npx keepwatch connect .*\. Or use another/,
      );
    }
    await rm(lake, { recursive: true });
  });
});
