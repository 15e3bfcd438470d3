import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../local/directory-object-store';
import { detectionOf, WatchedSource } from '../lambda/watched-source';
import { keepwatch } from './in-process';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-doctor-'));
  const source = new WatchedSource([detectionOf()]);
  source.capture([{ at: 0 }, { at: 60, actor: 'eve' }]);
  source.capture([{ at: 120 }], 721);
  await source.process([1, 2], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
  const archive = new DirectoryObjectStore(join(folder, 'archive'));
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function doctor(now: string, ...args: readonly string[]) {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
  const { out, failure, exitCode } = await keepwatch('doctor', '--lake', folder, ...args);
  return { out, failure, exitCode: exitCode ?? 0 };
}

describe('doctor of a directory', () => {
  it('says that everything looks good, of captures that are processed', async () => {
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^good {5}atlassian-main, log: capture 2 is the newest, of 2026-11-2/);
    expect(out).toMatch(
      /\ngood {5}atlassian-main, events: the last were processed at 2026-11-2.*\n\nEverything looks good\.\n$/,
    );
  });

  it('names what is bad, what to do, and fails', async () => {
    await rm(join(folder, 'lake', 'receipts', 'atlassian-main', '000000000002.json'));

    const { out, exitCode } = await doctor('2026-11-25T12:00:00Z');

    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /\nbad {6}atlassian-main, processing: 1 captures are not processed, the first of them 2\n {9}npm start processes them here; in AWS, docs\/runbook\.md#processor-failing\./,
    );
    expect(out).toMatch(/\nbad {6}atlassian-main, events: none for \d+ hours: .*\n {9}docs\/runbook\.md#silence\n/);
    expect(out).toMatch(/2 bad, 0 to be warned of\.\n$/);
  });

  it.each([
    ['000000000001', '2026-11-22T12:05:00Z', 1],
    ['000000000002', '2026-11-22T12:05:00Z', 0],
    ['000000000002', '2026-11-22T12:20:00Z', 1],
  ])(
    'finds a capture that was left behind, and gives the newest a quarter of an hour: %s at %s',
    async (seq, now, code) => {
      await rm(join(folder, 'lake', 'receipts', 'atlassian-main', `${seq}.json`));
      const { out, exitCode } = await doctor(now);
      expect([exitCode, out.includes('are not processed')]).toEqual([code, code === 1]);
    },
  );

  it('prints JSON', async () => {
    const { out } = await doctor('2026-11-23T00:00:00Z', '--json');
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ level: 'good', about: 'atlassian-main, log', next: null }),
      expect.objectContaining({ level: 'good', about: 'atlassian-main, events' }),
    ]);
  });

  it('says of a capture that cannot be read what is known of it, and goes on', async () => {
    const archive = new DirectoryObjectStore(join(folder, 'archive'));
    await archive.put('captures/other/000000000001.json.gz', Uint8Array.of(1, 2, 3));

    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');

    expect(exitCode).toBe(1);
    expect(out).toMatch(/\nbad {6}other, log: captures\/other\/000000000001\.json\.gz/);
    expect(out).toContain('good     atlassian-main, events');
  });

  it('warns of an archive without a source', async () => {
    await rm(join(folder, 'archive'), { recursive: true });
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');
    expect([exitCode, out]).toEqual([
      0,
      expect.stringMatching(/^warning {2}archive: no source has archived anything\n/),
    ]);
  });

  it('refuses a directory that is none', async () => {
    const { failure } = await keepwatch('doctor', '--lake', '/nowhere');
    expect(failure).toMatch(/^--lake: \/nowhere holds no lake\. Run npm start/);
  });

  it('teaches by examples', async () => {
    const { out } = await keepwatch('doctor', '--help');
    expect(out).toMatch(/Examples:\n {2}npm run keepwatch -- doctor\n/);
  });
});
