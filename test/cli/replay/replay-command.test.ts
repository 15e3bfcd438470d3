import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { captureKey } from '../../../lambda/archive/capture';
import { receiptKey, rowsKey } from '../../../lambda/lake/layout';
import { rowsOf } from '../../e2e/lake-rows';
import { WatchedDirectory } from '../watched-directory';

const SOURCE = 'atlassian-main';
const CAPTURES = 5;
const ROWS = rowsKey('atlassian_audit', '2026-11-22', SOURCE, 3);

let directory: WatchedDirectory;
beforeEach(async () => {
  directory = await WatchedDirectory.make(CAPTURES);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await directory.remove();
});

async function replay(...args: readonly string[]) {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { out, failure, exitCode } = await directory.run('replay', ...args);
  return { out, failure, exitCode: exitCode ?? 0 };
}

describe('replay', () => {
  it('processes what has no receipt, and nothing else', async () => {
    await rm(directory.path('lake', receiptKey(SOURCE, 3)));
    await rm(directory.path('lake', ROWS));

    const first = await replay('--dead-letters');
    const second = await replay('--unprocessed');

    expect(first.out).toMatch(
      /^processed {2}captures\/atlassian-main\/000000000003\.json\.gz: 1 event.*\n\n1 capture: 1 processed for the first time\.\n$/,
    );
    expect(second.out).toBe('Nothing to process: every capture is processed.\n');
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect((await directory.run('verify')).out).toContain('Everything looks good.');
  });

  it.each<[string, () => Promise<void>]>([
    ['rows that were changed', () => directory.flip('lake', ROWS)],
    ['rows that are gone', () => rm(directory.path('lake', ROWS))],
    [
      'a receipt that cannot be read, with its rows',
      async () => {
        await writeFile(directory.path('lake', receiptKey(SOURCE, 3)), 'no receipt');
        await rm(directory.path('lake', ROWS));
      },
    ],
  ])('restores %s, byte for byte, and changes nothing else', async (_name, damage) => {
    const before = await readFile(directory.path('lake', ROWS));
    await damage();

    const { out, exitCode } = await replay('--from', '1');

    expect(out).toMatch(/^restored {3}captures\/atlassian-main\/000000000003\.json\.gz: /);
    expect(out).toMatch(/\n5 captures: 1 restored, 4 unchanged\.\n$/);
    expect(exitCode).toBe(0);
    expect(await readFile(directory.path('lake', ROWS))).toEqual(before);
  });

  it.each<[string, readonly string[], readonly number[]]>([
    ['numbers, both included', ['--from', '2', '--to', '3'], [2, 3]],
    ['a number to the newest', ['--from', '4'], [4, 5]],
    ['a day', ['--from', '2026-11-22', '--to', '2026-11-22'], [1, 2, 3, 4, 5]],
    ['times of capture', ['--from', '2026-11-22T00:01:00Z', '--to', '2026-11-22T00:02:00Z'], [2, 3]],
    ['a day without captures', ['--from', '2026-11-23'], []],
    ['numbers of a source', ['--from', '5', '--source', SOURCE], [5]],
  ])('takes a range of %s', async (_name, args, numbers) => {
    const { out } = await replay(...args, '--json');
    expect(JSON.parse(out).map(({ key }: { key: string }) => key)).toEqual(
      numbers.map((seq) => captureKey(SOURCE, seq)),
    );
  });

  it('finds the captures of a time although one is gone, and tells of that one', async () => {
    await rm(directory.path('archive', captureKey(SOURCE, 3)));
    const { out } = await replay('--from', '2026-11-22T00:03:00Z', '--json');
    expect(JSON.parse(out).map(({ key }: { key: string }) => key)).toEqual(
      [3, 4, 5].map((seq) => captureKey(SOURCE, seq)),
    );
  });

  it('says of a capture that cannot be processed why, processes the others, and fails', async () => {
    await directory.flip('archive', captureKey(SOURCE, 2));

    const { out, exitCode } = await replay('--from', '1');

    expect(out).toMatch(/^failed {5}captures\/atlassian-main\/000000000002\.json\.gz: .* is not a readable capture/);
    expect(out).toMatch(/5 captures: 4 unchanged, 1 failed\.\n$/);
    expect(exitCode).toBe(1);
  });

  it('is kept by the deployment trail, as an event that can be searched', async () => {
    await replay('--from', '1', '--to', '2');

    const found = await rowsOf(new DirectoryObjectStore(directory.path('lake')), 'panther_audit');
    const rows = found.map(({ value }) => value);
    expect(rows).toEqual([
      expect.objectContaining({
        actionName: 'REPLAY_CAPTURES',
        actionResult: 'SUCCEEDED',
        p_source_label: 'deployment',
        actor: expect.objectContaining({ type: 'USER' }),
      }),
    ]);
    expect(JSON.stringify(rows)).toMatch(/captures\\*":2/);
  });

  it('has what an earlier command kept processed as well, which was killed before it could', async () => {
    await replay('--from', '1', '--to', '2');
    const receipt = directory.path('lake', receiptKey('deployment', 1));
    const before = await readFile(receipt);
    await rm(receipt);

    await replay('--from', '1', '--to', '2');

    expect(await readFile(receipt)).toEqual(before);
  });

  it('is not kept where there was nothing to do', async () => {
    await replay('--failures');
    expect(await readdir(directory.path('archive', 'captures'))).toEqual([SOURCE]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nothing that says which', [], /^Choose the captures: --dead-letters, --unprocessed, --failures or --from\./],
    ['two choices', ['--failures', '--from', '1'], /^--failures cannot be combined with --from\./],
    ['an end without a beginning', ['--to', '3'], /^--to: use it with --from\.$/],
    ['a range that is the wrong way round', ['--from', '3', '--to', '2'], /^--to is before --from\.$/],
    ['a range of days that is', ['--from', '2026-11-22', '--to', '2026-11-21'], /^--to is before --from\.$/],
    ['what is neither number nor time', ['--from', '0'], /^--from: 0 is not allowed; use a capture's number, a date/],
    ['a number beyond the newest', ['--from', '20261101'], /^--from: atlassian-main has captures 1 to 5, none of/],
    [
      'a source that no source can be called',
      ['--from', '1', '--source', '../x'],
      /^--source: \.\.\/x is not the name/,
    ],
    [
      'a source without captures',
      ['--failures', '--source', 'atlassian-mian'],
      /^Unknown source atlassian-mian\. With captures: atlassian-main\.$/,
    ],
    [
      'a lake that is not there',
      ['--from', '1', '--lake', '/nowhere'],
      /^--lake: \/nowhere is not a directory that keepwatch start has filled/,
    ],
  ])('refuses %s', async (_name, args, expected) => {
    const { out, failure } = await replay(...args);
    expect([out, failure]).toEqual(['', expect.stringMatching(expected)]);
  });

  it('wants the source of a number where there are several', async () => {
    const archive = new DirectoryObjectStore(directory.path('archive'));
    await archive.put('captures/other/000000000001.json.gz', Uint8Array.of(1));
    const { failure } = await replay('--from', '1');
    expect(failure).toMatch(/^--source is needed with a number\. Available: atlassian-main, other\.$/);
  });
});
