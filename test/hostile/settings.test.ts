import fc from 'fast-check';
import { KeepwatchError, SettingError } from '../../lambda/errors';
import { createdKey } from '../../lambda/platform/s3-event';
import { processCapture } from '../../lambda/process/process-capture';
import { isAllowedBaseUrl } from '../../lambda/sources/api-host';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { PULLERS } from '../../lambda/sources/pullers';
import { readConfiguration } from '../../lib/config';
import { ConfigurationError } from '../../lib/configuration-error';
import { startOptions } from '../cli/start/start-options';
import { DETECTION_NAMES } from '../detection-names';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { watching } from '../watching';
import { fuzz } from './fuzz';
import { hostileJson, hostileText, nested } from './hostile-json';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function failureOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('any S3 event', () => {
  const event = (bucket: string, key: string) => `{"detail":{"bucket":{"name":${bucket}},"object":{"key":${key}}}}`;
  const key = fc.oneof(
    fc.constantFrom('captures/../../state/x.json', 'captures/%2e%2e/x', 'receipts/a/000000000001.json', 'captures/'),
    fc.constantFrom('captures/a/000000000001.json.gz', 'captures/A/000000000001.json.gz', 'captures/a/1.json.gz'),
    hostileText,
  );

  fuzz(
    'an object of the archive is processed if it is a capture, and refused otherwise',
    200,
    fc.oneof(
      hostileJson,
      fc.tuple(fc.constantFrom('"archive"', '"lake"', 'null'), key).map(([name, k]) => event(name, JSON.stringify(k))),
      fc.tuple(hostileJson, hostileJson).map(([name, k]) => event(name, k)),
    ),
    async (text) => {
      const archive = new MemoryObjectStore();
      const lake = new MemoryObjectStore();
      let named: string | undefined;

      const failure = failureOf(() => {
        named = createdKey(JSON.parse(text), 'archive');
      });

      if (named === undefined) return expect(failure).toBeInstanceOf(SettingError);
      archive.objects.set(named, Buffer.from('x'));
      await expect(processCapture(watching({ archive, lake }), named)).rejects.toThrow('is not a readable capture');
      expect(lake.objects.size).toBe(0);
    },
  );
});

describe('any address of the API', () => {
  it.each([
    ...['https://api.atlassian.com/admin', 'https://api.atlassian.com/admin/', 'HTTPS://API.ATLASSIAN.COM/admin'],
    ...['http://127.0.0.1:8080/admin', 'http://[::1]:8080/admin', 'http://localhost/admin', 'https://localhost:8443'],
    ...['http://[0:0:0:0:0:0:0:1]/admin', 'http://127.1/admin', 'https://api.atlassian.com:443/admin'],
  ])('%s may receive the key', (url) => {
    expect(isAllowedBaseUrl(PULLERS.atlassian.apiHost, url)).toBe(true);
  });

  it.each([
    ...['https://user:pw@api.atlassian.com/admin', 'https://user@api.atlassian.com/admin', 'https://:@evil.example/'],
    ...[
      'https://api.atlassian.com.evil.example/admin',
      'https://evil.example/api.atlassian.com',
      'https://atlassian.com',
    ],
    ...[
      'http://api.atlassian.com/admin',
      'https://api.atlassian.com:8443/admin',
      'ftp://127.0.0.1/',
      'file:///etc/passwd',
    ],
    ...['http://127.0.0.1@evil.example/', 'http://127.0.0.1.evil.example/', 'http://localhost.evil.example/'],
    ...[
      'https://api.atlassian.com/admin?',
      'https://api.atlassian.com/admin#',
      'https://api.atlassian.com/admin?a=b#c',
    ],
    ...['https://api.atlassian.com/\nadmin', ' https://api.atlassian.com/admin', 'https://api.atlassian.com/ad\tmin'],
    ...[
      'https:\\\\api.atlassian.com\\@evil.example',
      'https://аpi.atlassian.com/admin',
      'https://api。atlassian.com/admin',
    ],
    ...[
      'http://[::ffff:127.0.0.1]/',
      'http://[::]/',
      'http://0.0.0.0/',
      'http://localhost./',
      'http://169.254.169.254/',
    ],
    ...['https://api.atlassian.com\u0000.evil.example/', 'javascript:alert(1)', '//api.atlassian.com/admin', ''],
  ])('%j may not receive the key', (url) => {
    expect(isAllowedBaseUrl(PULLERS.atlassian.apiHost, url)).toBe(false);
  });

  fuzz(
    'each request stays below it',
    300,
    fc.tuple(
      fc.constantFrom('https://', 'http://', 'https:/', 'HTTPS://'),
      fc.array(
        fc.oneof(
          fc.constantFrom('api.atlassian.com', '127.0.0.1', 'localhost', '[::1]', 'evil.example', 'user:pw', ':8080'),
          fc.constantFrom('@', '/', '\\', '?', '#', '.', '..', '%2f', '%00', ':', ';', '\t', '\n'),
          hostileText,
        ),
        { minLength: 1, maxLength: 5 },
      ),
    ),
    async ([scheme, parts]) => {
      const apiBaseUrl = scheme + parts.join('');
      fc.pre(isAllowedBaseUrl(PULLERS.atlassian.apiHost, apiBaseUrl));
      const secret = { name: '', howToEnter: '', read: async () => '{"orgId":"org-1","apiKey":"key-1"}' };

      const feed = await new AtlassianSource({ apiBaseUrl, secret, clock: new ManualClock(), random: () => 1 }).feed();

      const url = new URL(apiBaseUrl);
      expect(feed.endsWith('/v1/orgs/org-1/events-stream')).toBe(true);
      expect(url.username + url.password + url.search + url.hash).toBe('');
      expect(['api.atlassian.com', '127.0.0.1', 'localhost', '[::1]']).toContain(url.hostname);
    },
  );
});

describe('any configuration', () => {
  const FIELDS = [
    ...['alertEmails', 'sources', 'archive', 'logRetentionDays', 'name', 'kind', 'intervalMinutes', 'lookbackDays'],
    ...['silenceMinutes', 'secretName', 'apiBaseUrl', 'retentionDays', 'lockMode', '__proto__', 'constructor', 'x\ny'],
  ];
  const scalar = fc.oneof(
    hostileJson,
    fc.constantFrom('5', '1440', '"GOVERNANCE"', '"atlassian"', '"jira"', '"a@b.example\\nBcc: c@d.example"', 'false'),
    fc.constantFrom('"https://api.atlassian.com/admin#"', '"https://user:pw@api.atlassian.com"'),
  );
  const fields = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc
        .dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 4 })
        .map((entries) => `{${Object.entries(entries).map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`),
      fc.array(tie('value'), { maxLength: 2 }).map((values) => `[${values}]`),
    ),
  })).value;

  fuzz(
    'it is complete, or each problem is reported in its own printable line',
    200,
    fc.tuple(fields, fields, fields, fc.boolean()),
    ([keepwatch, alertEmail, stackName, asText]) => {
      const context = {
        keepwatch: asText ? keepwatch : JSON.parse(keepwatch),
        ...(alertEmail.length % 2 === 0 ? {} : { alertEmail: JSON.parse(alertEmail) }),
        ...(stackName.length % 2 === 0 ? {} : { stackName: JSON.parse(stackName) }),
      };

      const failure = failureOf(() => {
        const { sources, alertEmails, stackName } = readConfiguration(context, DETECTION_NAMES);
        for (const text of [stackName, ...alertEmails, ...sources.map(({ name }) => name)]) {
          expect(text).toMatch(/^[!-~]+$/);
        }
      });

      if (failure === undefined) return;
      expect(failure).toBeInstanceOf(ConfigurationError);
      if (!(failure instanceof ConfigurationError)) return;
      expect(failure.problems.length).toBeGreaterThan(0);
      for (const problem of failure.problems) {
        expect(problem).toMatch(/^(keepwatch|alertEmail|stackName)[^ ]*/);
        expect(problem).not.toMatch(UNPRINTABLE);
        expect(problem.length).toBeLessThan(600);
      }
    },
  );
});

describe('a configuration that nests 100,000 levels', () => {
  it.each(['alertEmail', 'keepwatch', 'stackName'])('is refused, naming %s', (field) => {
    expect(() => readConfiguration({ [field]: JSON.parse(nested(100_000)) }, DETECTION_NAMES)).toThrow(
      new RegExp(`${field}: \\[{70}`),
    );
  });
});

describe('any command line', () => {
  const word = fc.oneof(
    fc.constantFrom('--once', '--lake', '--lake=', '--api-base-url', '--interval', '--lookback', '--json', '--', '-x'),
    fc.constantFrom('5', '0', '-1', '1e3', '0x10', '٣', '99999999999999999999', 'https://api.atlassian.com/admin'),
    fc.constantFrom('--__proto__', '--constructor=1', '--no-once', '--lake=a\nb', '-h5', '--onse'),
    hostileText,
  );
  const environment = fc.dictionary(fc.constantFrom('ATLASSIAN_ORG_ID', 'ATLASSIAN_API_KEY'), hostileText);

  fuzz(
    'it is understood, or refused in one printable line',
    200,
    fc.tuple(fc.array(word, { maxLength: 6 }), environment),
    ([argv, variables]) => {
      const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
      const failure = failureOf(() => {
        const options = startOptions(argv, variables);
        if (options === undefined) return expect(printed).toHaveBeenCalled();
        expect(options.intervalMinutes).toBeGreaterThanOrEqual(1);
        expect(options.lookbackDays).toBeGreaterThanOrEqual(1);
        expect(options.lake).not.toBe('');
      });
      printed.mockRestore();

      if (failure === undefined) return;
      expect(failure).toBeInstanceOf(KeepwatchError);
      const text = failure instanceof Error ? failure.message : '';
      expect(text).not.toMatch(UNPRINTABLE);
      expect(text.length).toBeLessThan(400);
    },
  );

  it("never sends the demo's key to the real API, however its address is spelled", () => {
    expect(() => startOptions(['--api-base-url', 'HTTPS://API.ATLASSIAN.COM/admin'], {})).toThrow(
      'ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY must be set',
    );
  });
});
