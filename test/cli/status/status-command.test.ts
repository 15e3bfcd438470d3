import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { WatchedDirectory } from '../watched-directory';

let directory: WatchedDirectory;
beforeEach(async () => {
  directory = await WatchedDirectory.make(5);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await directory.remove();
});

async function status(now: string, ...args: readonly string[]): Promise<string> {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
  return (await directory.run('status', ...args)).out;
}

async function lastRun(run: object): Promise<void> {
  const endedAt = '2026-11-22T00:10:00.000Z';
  const state = {
    head: 5,
    sweptAt: null,
    sweep: null,
    lastRun: { endedAt, ending: 'caught-up', failure: null, caughtUpAt: null, ...run },
  };
  const lake = new DirectoryObjectStore(directory.path('lake'));
  await lake.put('state/atlassian-main.json', new TextEncoder().encode(JSON.stringify(state)));
}

describe('status', () => {
  it('shows the head of the log, the events of today, and how the last run ended', async () => {
    await lastRun({});

    const out = await status('2026-11-22T01:04:00Z');

    expect(out.split('\n')).toEqual([
      `${directory.folder}, 2026-11-22 01:04 UTC`,
      '',
      'Source          Newest capture  Newest record     Today  Last run              Behind',
      'atlassian-main  5, 1 h ago      2026-11-22 00:04  5      caught up 54 min ago  –',
      '',
      'No alarm is firing.',
      '',
    ]);
  });

  it('shows each source by itself where a table is wider than the terminal', async () => {
    await lastRun({});
    const columns = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
    Object.defineProperty(process.stdout, 'columns', { value: 80, configurable: true });

    const lines = (await status('2026-11-22T01:04:00Z')).split('\n');

    if (columns) Object.defineProperty(process.stdout, 'columns', columns);
    else Reflect.deleteProperty(process.stdout, 'columns');
    expect(lines.slice(2, 8)).toEqual([
      'atlassian-main',
      '  Newest capture  5, 1 h ago',
      '  Newest record   2026-11-22 00:04',
      '  Today           5',
      '  Last run        caught up 54 min ago',
      '  Behind          –',
    ]);
    expect(lines.slice(1).every(({ length }) => length <= 80)).toBe(true);
  });

  it('counts no events of another day, and says that the silence alarm is firing', async () => {
    const out = await status('2026-11-23T00:14:00Z');
    expect(out).toMatch(/\natlassian-main {2}5, 1 d ago +2026-11-22 00:04 +0 +– +–\n/);
    expect(out).toMatch(
      /\n1 alarm firing:\n {2}atlassian-main-Silence, 10 min ago\nTo see what to do, run npx keepwatch doctor --lake \S+\.\n$/,
    );
  });

  it('says why the last run failed', async () => {
    await lastRun({
      ending: 'failed',
      failure: { at: '2026-11-22T00:10:00.000Z', reason: 'CredentialRejectedError: Refused\u001b[31m.' },
    });
    const out = await status('2026-11-22T00:16:00Z');
    expect(out).toContain('failed 6 min ago');
    expect(out).toContain('\natlassian-main: CredentialRejectedError: Refused\\u{1b}[31m.\n');
  });

  it('shows the others when the log of one source cannot be read', async () => {
    const archive = new DirectoryObjectStore(directory.path('archive'));
    await archive.put('captures/other/000000000001.json.gz', Uint8Array.of(1));
    const out = await status('2026-11-22T01:04:00Z');
    expect(out).toMatch(/\natlassian-main {2}5, 1 h ago .*\nother +unreadable /);
    expect(out).toMatch(/\nother: captures\/other\/000000000001\.json\.gz is not a readable capture/);
  });

  it('shows the source whose newest receipt cannot be read, and where to look', async () => {
    const lake = new DirectoryObjectStore(directory.path('lake'));
    await lake.put('receipts/atlassian-main/000000000005.json', Buffer.from('{'));
    for (const now of ['2026-11-22T01:04:00Z', '2026-11-25T01:04:00Z']) {
      const out = await status(now);
      expect(out).toMatch(/\natlassian-main: receipts\/\S+ is not a readable receipt\. /);
      expect(out).toMatch(/\nNo alarm is firing\.\nTo see what to do, run npx keepwatch doctor --lake \S+\.\n$/);
    }
  });

  it('prints JSON', async () => {
    expect(JSON.parse(await status('2026-11-22T01:04:00Z', '--json'))).toEqual({
      alarms: [],
      sources: [
        {
          source: 'atlassian-main',
          head: { seq: 5, capturedAt: '2026-11-22T00:04:00.000Z', newestRecord: '2026-11-22T00:04:00.000Z' },
          eventsToday: 5,
          lastRun: null,
          behind: null,
          problem: null,
        },
      ],
    });
  });

  it('refuses a directory that holds none', async () => {
    expect((await directory.run('status', '--lake', '/nowhere')).failure).toMatch(
      /^--lake: \/nowhere is not a directory that keepwatch start has filled/,
    );
  });
});
