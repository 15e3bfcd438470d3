import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { NASTY_TEXTS } from '../../hostile/hostile-json';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';

// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const detections = (...args: readonly string[]) => keepwatch('detections', ...args);

const { columns } = process.stdout;
let folder: string;
beforeEach(async () => {
  process.stdout.columns = 140;
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-cli-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.stdout.columns = columns;
  await rm(folder, { recursive: true });
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
    expect(out).toMatch(/^Atlassian\.Org\.ListExported \(on\), MEDIUM, threshold 1 in 1,440 minutes\n/);
    expect(out).toMatch(/^2026-11-22 to 2026-11-22: 1 day with 3 events, 3 with its actions: 3 matches, 2 alerts$/m);
    expect(out).toMatch(/^2026-11-22 {2}2 {7}█{30}$/m);
    expect(out).toMatch(/^1 {7}2 {8}ada:export_audit_log {2}ada@example\.com exported the audit log$/m);
  });

  it('says that no event has an action of the detection', async () => {
    await fill(['ada']);
    const { out } = await detections('preview', 'Atlassian.Site.Transferred', '--lake', folder);
    expect(out).toMatch(/1 event, 0 with its actions: 0 matches, 0 alerts\nNo event has one of its actions: \w+/);
  });

  it('says how to collect events where the lake has none', async () => {
    await mkdir(join(folder, 'lake'));
    const { failure } = await detections('preview', 'Panther.User.Modified', '--lake', folder);
    expect(failure).toMatch(/no events of Panther\.Audit since \S+ Look further back with --since, or collect first/);
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
      /has no events of Atlassian\.Audit since 2026-10-23\. Look further back with --since, or collect first: npx keepwatch start/,
    );
  });
});

describe('detections preview, as a program', () => {
  it('looks at every event that npm start collected', async () => {
    const simulator = await startAtlassianSimulator({ eventsPerDay: 10 });
    const options = ['--once', '--json', '--lake', folder, '--api-base-url', simulator.baseUrl];
    const started = await startProgram('bin/cli.ts', ['start', ...options]).ended;
    await simulator.stop();
    const { lake } = JSON.parse(started.out);

    const args = ['detections', 'preview', 'Standard.BruteForceByUser', '--since', '26w', '--lake', folder, '--json'];
    const { out, err, code } = await startProgram('bin/cli.ts', args).ended;

    const { events, matches, ruleErrors } = JSON.parse(out);
    expect([code, err]).toEqual([0, '']);
    expect([events, ruleErrors]).toEqual([lake.events, 0]);
    expect(matches).toBeGreaterThan(0);
  });
});
