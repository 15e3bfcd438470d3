import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { WalkProgressFile } from '../../../cli/verify/walk-progress-file';
import { captureKey } from '../../../lambda/archive/capture';
import { receiptKey, rowsKey } from '../../../lambda/lake/layout';
import { someOf } from '../../depth';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { listen } from '../../listen';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';

const SOURCE = 'atlassian-main';
const CAPTURES = 40;

let made: string;
let folder: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'keepwatch-verify-'));
  const source = new WatchedSource([]);
  for (let i = 0; i < CAPTURES; i += 1) source.capture([{ at: i }], i);
  const numbers = Array.from({ length: CAPTURES }, (_, i) => i + 1);
  await source.process(numbers, { lake: new DirectoryObjectStore(join(made, 'lake')) });
  const archive = new DirectoryObjectStore(join(made, 'archive'));
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
});
afterAll(() => rm(made, { recursive: true }));
beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-25T12:00:00Z'));
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-verify-'));
  await cp(made, folder, { recursive: true });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const inFolder = (...path: string[]) => join(folder, ...path);
const flip = async (file: string) => {
  const bytes = await readFile(file);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  await writeFile(file, bytes);
};

async function verify(...args: readonly string[]) {
  const { out, failure, exitCode } = await keepwatch('verify', '--lake', folder, ...args);
  return { out, failure, exitCode: exitCode ?? 0 };
}

describe('verify', () => {
  it('says that all is whole, and what to keep elsewhere', async () => {
    const { out, exitCode } = await verify();

    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^good {5}atlassian-main: intact: 40 captures, numbers 1 to 40; 39 compared .* Digest of the newest: [0-9a-f]{64}\.\n\nEverything looks good\.\n$/,
    );
  });

  it.each<[string, () => Promise<void>, readonly string[]]>([
    [
      'a byte of a capture is flipped',
      () => flip(inFolder('archive', captureKey(SOURCE, 7))),
      ['capture 7: changed: ', 'capture 7: not readable'],
    ],
    [
      'a capture is removed',
      () => rm(inFolder('archive', captureKey(SOURCE, 7))),
      ['capture 7: missing from the archive'],
    ],
    [
      'a receipt is removed',
      () => rm(inFolder('lake', receiptKey(SOURCE, 7))),
      ['capture 7: not processed, or its receipt is missing'],
    ],
    [
      'an object of the lake is changed',
      () => flip(inFolder('lake', rowsKey('atlassian_audit', '2026-11-22', SOURCE, 7))),
      ['capture 7: its rows in the lake differ from those in its receipt'],
    ],
  ])('names exactly that %s, and fails', async (name, damage, expected) => {
    await damage();

    const { out, exitCode } = await verify();

    expect(exitCode).toBe(1);
    const found = out.split('\n').filter((line) => line.startsWith('bad'));
    expect(found).toEqual(expected.map((text) => expect.stringContaining(`${SOURCE}, ${text}`)));
    // What the archive still has is made again by the command that is named.
    const commands = [...out.matchAll(/To process it again, run npx keepwatch (replay .*)\.$/gm)].map(
      ([, command = '']) => command,
    );
    expect(commands).toEqual(
      name.includes('capture') ? [] : [`replay --source ${SOURCE} --from 7 --to 7 --lake ${folder}`],
    );
    for (const command of commands) await keepwatch(...command.split(' '));
    if (commands.length > 0) expect((await verify()).out).toContain('Everything looks good.');
  });

  it('names what somebody added to the lake, whatever it is, and fails', async () => {
    const added = [
      rowsKey('atlassian_audit', '2026-11-22', 'jira', 1),
      rowsKey('atlassian_audit', '2026-11-23', SOURCE, 7),
      rowsKey('alerts', '2026-11-22', SOURCE, 7),
      rowsKey('atlassian_audit', '2026-11-22', SOURCE, 41),
      'events/atlassian_audit/date=2026-11-22/more.json.gz',
    ];
    const lake = new DirectoryObjectStore(inFolder('lake'));
    for (const key of added) await lake.put(key, Uint8Array.of(1));

    const { out, exitCode } = await verify();
    const json: { source: string | null; unnamed: { keys: string[] } }[] = JSON.parse((await verify('--json')).out);

    expect(exitCode).toBe(1);
    for (const key of added) expect(out).toContain(`bad      ${key}: in the lake, but no receipt lists it\n`);
    expect(out).toMatch(
      /more\.json\.gz: .*\n {9}Somebody added it, or deleted its capture.*\n\n5 bad, 0 warnings\.\n$/,
    );
    expect(json.map(({ source }) => source)).toEqual([SOURCE, 'jira', null]);
    expect(json.flatMap(({ unnamed }) => unnamed.keys).sort()).toEqual([...added].sort());
  });

  it('names the first of very many, and counts them', async () => {
    const folder = inFolder('lake', 'events', 'atlassian_audit', 'date=2026-11-22');
    await Promise.all(Array.from({ length: 1002 }, (_, i) => writeFile(join(folder, `${i}.gz`), '')));
    const { out } = await verify();
    expect(out).toMatch(/\nbad {6}the lake: 2 more objects in the lake that no receipt lists\n {9}Somebody added it/);
    expect(out).toMatch(/\n1001 bad, /);
  });

  it.each(someOf(['SIGINT', 'SIGTERM'] as const, 2))(
    'says that it was stopped by %s, and that it can go on',
    async (signal) => {
      const program: { child?: ChildProcess } = {};
      const silent = createServer(() => program.child?.kill(signal));
      const address = await listen(silent);
      const { child, ended } = startProgram(
        'bin/cli.ts',
        ['verify', '--stack', 'Keepwatch', '--resume', inFolder('verify.json')],
        {
          AWS_ENDPOINT_URL: address,
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'b',
        },
      );
      program.child = child;
      expect(await ended).toMatchObject({
        code: signal === 'SIGINT' ? 130 : 143,
        out: '',
        err: 'Stopped. To continue, run the same command again.\n',
      });
      silent.closeAllConnections();
      silent.close();
    },
  );

  it('names a capture whose number was taken again after somebody had deleted it', async () => {
    const other = new WatchedSource([]);
    for (let i = 0; i < CAPTURES; i += 1) other.capture([{ at: i, actor: i === CAPTURES - 1 ? 'eve' : 'ada' }], i);
    const key = captureKey(SOURCE, CAPTURES);
    const archive = new DirectoryObjectStore(inFolder('archive'));
    await archive.put(key, other.archive.objects.get(key) ?? Uint8Array.of());
    await keepwatch('replay', '--from', `${CAPTURES}`, '--lake', folder);
    const again = await keepwatch('replay', '--from', `${CAPTURES}`, '--lake', folder);
    expect(again.out).toContain('1 unchanged');

    const { out, exitCode } = await verify();

    expect(exitCode).toBe(1);
    expect(out).toContain(
      `bad      ${SOURCE}, capture ${CAPTURES}: not the only capture with this number: another one was processed too`,
    );
  });

  it('says how many captures are so young that they may still be being processed', async () => {
    await rm(inFolder('lake', receiptKey(SOURCE, CAPTURES)));
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T00:45:00Z'));
    const { out, exitCode } = await verify();
    expect(out).toContain(`warning  ${SOURCE}: 1 capture of the last 15 minutes not processed yet`);
    expect(exitCode).toBe(0);
  });

  it('prints JSON', async () => {
    const { out } = await verify('--json');
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ source: SOURCE, captures: CAPTURES, faults: [], days: { '2026-11-22': CAPTURES } }),
    ]);
  });

  it('goes on from where it was ended, does not begin anew, and forgets when it is through', async () => {
    await flip(inFolder('archive', captureKey(SOURCE, 30)));
    const file = inFolder('verify.json');
    // As an earlier walk leaves it, that was ended after capture 20 and had found the other.
    const faults = [{ kind: 'altered', from: 30, to: 30 }];
    const at20 = {
      last: CAPTURES,
      seq: 20,
      previous: null,
      compared: 19,
      waiting: [],
      days: { '2026-11-22': 21 },
      faults,
    };
    const about = `${folder} since its beginning`;
    await writeFile(file, JSON.stringify({ v: 1, about, walked: { [SOURCE]: at20 } }));
    await rm(inFolder('archive', captureKey(SOURCE, 35)));

    const { out, exitCode } = await verify('--resume', file);

    expect(exitCode).toBe(1);
    expect(out).toContain('capture 30: changed');
    // It is behind where the earlier walk came, and the next whole walk's to find.
    expect(out).not.toContain('capture 35');
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
  });

  it('remembers while it walks, once a second', async () => {
    const file = inFolder('verify.json');
    let now = 0;
    const memory = new WalkProgressFile(file, 'all', () => now);
    const walked = (seq: number) => () => ({ last: 9, seq, compared: 0, waiting: [], days: {}, faults: [] });

    memory.remember(SOURCE, walked(8));
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
    now = 1000;
    memory.remember(SOURCE, walked(7));
    memory.remember(SOURCE, walked(6));

    expect(new WalkProgressFile(file, 'all', () => now).from.get(SOURCE)).toMatchObject({ seq: 7 });
    expect(() => new WalkProgressFile(file, 'other', () => now)).toThrow(/is for all\. Name another file/);
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a lake that is not there',
      ['--lake', '/nowhere'],
      /^--lake: \/nowhere is not a directory that keepwatch start has filled/,
    ],
    ['a time that is none', ['--since', 'yesterday'], /^--since: yesterday is not allowed/],
    [
      'a file that is none of its own',
      ['--resume', 'package.json'],
      /^--resume: package\.json holds no progress of verify/,
    ],
    ['a directory for a file', ['--resume', 'lambda'], /^--resume: lambda cannot be read/],
  ])('refuses %s', async (_name, args, expected) => {
    const { out, failure } = await keepwatch('verify', '--lake', folder, ...args);
    expect([out, failure]).toEqual(['', expect.stringMatching(expected)]);
  });

  it('warns of an archive without captures', async () => {
    await rm(inFolder('archive'), { recursive: true });
    await rm(inFolder('lake', 'receipts'), { recursive: true });
    await rm(inFolder('lake', 'events'), { recursive: true });
    const { out, exitCode } = await verify();
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^warning {2}archive: holds no capture\n/)]);
  });
});
