import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { keepwatchGiven } from '../cli/in-process';
import { WatchedDirectory } from '../cli/watched-directory';
import { fuzz } from './fuzz';
import { HostileApi } from './hostile-api';
import { eventText, hostileText } from './hostile-json';

// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const CREDENTIAL = '{"orgId":"org-1","apiKey":"key-of-many-letters"}';

let outside: string;
let directory: WatchedDirectory;
let before: ReadonlyMap<string, string>;
beforeAll(async () => {
  directory = await WatchedDirectory.make(2);
  await mkdir(directory.path('secrets'));
  await writeFile(directory.path('secrets', 'atlassian-main.json'), CREDENTIAL);
  before = await filesBelow(directory.folder);
});
afterAll(() => directory.remove());
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'keepwatch-hostile-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(outside, { recursive: true });
});

async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}

/** Runs the operator's command, and gives all that a person would see of it. */
async function said(args: readonly string[]): Promise<string> {
  let err = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
  const { out, failure = '' } = await keepwatchGiven(CREDENTIAL, ...args);
  return `${out}\n${err}\n${failure}`;
}

const climbing = fc.constantFrom(
  ...['../x', '../../etc/passwd', 'atlassian-main/../../x', '/etc/passwd', 'atlassian-main\u0000', 'ATLASSIAN-MAIN'],
  ...[
    '..',
    '.',
    '',
    '__proto__',
    'constructor',
    '\u001b[2J',
    'a\nb',
    '%2e%2e%2f',
    '-main',
    'deployment',
    '../secrets/atlassian-main',
  ],
);
const name = fc.oneof(climbing, hostileText).filter((text) => !text.startsWith('-'));
const time = fc.oneof(
  fc.constantFrom(
    '0',
    '-1',
    '9'.repeat(30),
    '1e3',
    '٣',
    '2026-13-45',
    '2026-11-22T00:00Z\u001b[2J',
    '0x1',
    '999999999999',
  ),
  name,
);
const inDirectory = fc.oneof(
  name.map((source) => ['connect', source]),
  fc.tuple(name, time).map(([source, since]) => ['backfill', source, `--since=${since}`]),
  time.map((since) => ['backfill', 'atlassian-main', `--since=${since}`, '--api-base-url', 'https://evil.example']),
  fc.tuple(name, time).map(([source, from]) => ['replay', `--source=${source}`, `--from=${from}`]),
  fc
    .tuple(name, fc.constantFrom('--unprocessed', '--failures'))
    .map(([source, which]) => ['replay', `--source=${source}`, which]),
  fc.tuple(time, time).map(([from, to]) => ['replay', `--from=${from}`, `--to=${to}`, '--source=other']),
  time.map((since) => ['verify', `--since=${since}`]),
);

describe('any names as arguments of a command', () => {
  fuzz(
    'are printed as plain text; no file changes, in the directory or beside it',
    120,
    inDirectory,
    async ([command = '', ...args]) => {
      const text = await said([command, '--lake', directory.folder, ...args]);

      expect(text).not.toMatch(STEERING);
      expect(text).not.toContain('key-of-many-letters');
      expect(text.length).toBeLessThan(3000);
      expect(await filesBelow(directory.folder)).toEqual(before);
      expect(await filesBelow(outside)).toEqual(new Map());
    },
  );

  fuzz(
    'are printed as plain text for an empty directory, in which nothing is created',
    60,
    fc.tuple(
      fc.constantFrom(['status'], ['verify'], ['replay', '--from=1'], ['backfill', 'atlassian-main', '--since=1d']),
      hostileText,
    ),
    async ([args, folder]) => {
      const [command = '', ...rest] = args;

      const text = await said([command, `--lake=${outside}/${folder.replaceAll('..', '')}`, ...rest]);

      expect(text).not.toMatch(STEERING);
      expect(text.length).toBeLessThan(3000);
      expect(await filesBelow(outside)).toEqual(new Map());
    },
  );
});

describe('a directory with terminal escapes in its name', () => {
  const api = new HostileApi();
  beforeAll(() => api.start());
  afterAll(() => api.stop());

  it('is connected and printed as plain text', async () => {
    api.reply = (_request, response) => void response.end(`{"data":[${eventText()}]}`);
    const folder = join(outside, 'a\u001b[2J\nb');

    const texts = [
      await said(['connect', 'atlassian-main', '--lake', folder, '--api-base-url', api.baseUrl]),
      await said(['status', '--lake', folder]),
      await said(['replay', '--from=1', '--source=atlassian-main', '--lake', folder]),
    ];

    expect(texts[0]).toContain('1 record archived and processed');
    expect(texts.join('')).not.toMatch(STEERING);
    expect(await readdir(outside)).toEqual(['a\u001b[2J\nb']);
  });
});
