import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { Random } from '../../simulators/atlassian/random';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';
import { readCaptures } from '../archived-records';
import { caseCount } from '../depth';
import { TRAIL } from '../faults/formats';
import { Served } from '../faults/promise';
import { startProgram } from '../started-program';
import { wholeNumberSetting } from '../whole-number-setting';
import { AuditFeed } from './audit-feed';
import { ageLeftovers, brokenIn } from './lake-directory';
import { atMoment, drawMoment } from './moment';
import { startRun } from './run';

// Some starts of a program, of seconds each, and on a loaded machine of many.
jest.setTimeout(600_000);

const SOURCE = 'atlassian-main';
const LIFETIME_MS = 2500;
const seed = wholeNumberSetting('KEEPWATCH_KILL_SEED', 1);
const random = new Random(seed, 0);
const feed = new AuditFeed(new Random(seed, 1));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keepwatch-kill-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function poll(): Promise<void> {
  const api = await feed.open();
  const { code, err } = await startRun(directory, api).ended;
  await api.stop();
  expect([code, err]).toEqual([0, '']);
}

/** Reads all again, and is killed when its moment has come, if it has one. */
async function backfill(isKilled: boolean) {
  const api = await feed.open();
  const command = ['backfill', SOURCE, '--since', '120d', '--lake', directory, '--api-base-url', api.baseUrl];
  const environment = { ATLASSIAN_ORG_ID: DEMO_ORG_ID, ATLASSIAN_API_KEY: 'key-1' };
  const { child, ended } = startProgram('bin/cli.ts', [...command, '--json'], environment);
  const run = { api, ended, signal: (signal: NodeJS.Signals) => void child.kill(signal) };
  if (isKilled) atMoment(drawMoment(random, LIFETIME_MS), directory, run, () => run.signal('SIGKILL'));
  const end = await ended;
  await api.stop();
  return end;
}

/** What a backfill keeps of itself in the deployment trail, and what the feed served. */
async function servedTo(archive: DirectoryObjectStore): Promise<ReadonlyMap<string, Served>> {
  const trail = new Served(TRAIL);
  for (const { header, records } of await readCaptures(archive)) {
    if (header.source === DEPLOYMENT_SOURCE) trail.add(Buffer.from(JSON.stringify({ kept: records })));
  }
  return new Map([
    [SOURCE, feed.served],
    [DEPLOYMENT_SOURCE, trail],
  ]);
}

describe('a backfill', () => {
  it(`that is killed and begun again keeps nothing twice, and has read everything in the end: seed ${seed}`, async () => {
    const kills = Math.ceil(wholeNumberSetting('KEEPWATCH_KILLS', caseCount(10, 4), 1) / 3);
    feed.grow(40);
    await poll();
    const before = feed.size;
    feed.grow(150);

    let killed = 0;
    for (let round = 0; round < 3 * kills && killed < kills; round += 1) {
      const { signal, code, err } = await backfill(true);
      if (signal !== 'SIGKILL') expect([code, err.replace(/^Going on: .*\n/, '')]).toEqual([0, '']);
      else killed += 1;
      await ageLeftovers(directory);
    }
    const { code, out } = await backfill(false);
    await poll();

    const archive = new DirectoryObjectStore(join(directory, 'archive'));
    const found = (await readCaptures(archive)).filter(({ header }) => header.mode === 'backfill');
    const missing = found.reduce((sum, { header }) => sum + header.count - header.duplicates.length, 0);
    expect(code).toBe(0);
    expect(killed).toBeGreaterThan(0);
    expect(await brokenIn(directory, await servedTo(archive))).toEqual([]);
    // What the page in progress brought, a process that is killed has not counted yet.
    expect(JSON.parse(out)).toMatchObject({ ending: 'through', read: expect.any(Number) });
    expect(JSON.parse(out).read).toBeGreaterThanOrEqual(feed.size);
    expect(JSON.parse(out).missing).toBeLessThanOrEqual(missing);
    expect(missing).toBe(feed.size - before);
  });
});
