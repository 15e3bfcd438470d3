import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { objectDigest } from '../../../lambda/archive/capture';
import type { Fault } from '../../../simulators/atlassian/faults';
import {
  type AtlassianSimulator,
  type AtlassianSimulatorOptions,
  startAtlassianSimulator,
} from '../../../simulators/atlassian/simulator';
import { DEMO_PANTHER_KEY, startPantherSimulator } from '../../../simulators/panther/simulator';
import { archivedRecords, readCaptures } from '../../archived-records';
import { caseCount, IS_FULL, someOf } from '../../depth';
import { type Reply, type ScriptedApi, startScriptedApi } from '../../lambda/sources/atlassian/scripted-api';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';

jest.setTimeout(120_000);

let directory: string;
let simulator: AtlassianSimulator | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keepwatch-start-'));
});
afterEach(async () => {
  await simulator?.stop();
  simulator = undefined;
  await rm(directory, { recursive: true });
});

// Few days, because each is a file for each capture: 900 events.
const DAYS = '30';
const simulate = async (options: AtlassianSimulatorOptions = {}) => {
  simulator = await startAtlassianSimulator({ eventsPerDay: 30, ...options });
  return simulator;
};

const start = (argv: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  startProgram('bin/cli.ts', ['start', ...argv], { CI: 'true', ...environment });

const once = (baseUrl: string, environment?: NodeJS.ProcessEnv) =>
  start(['--once', '--lookback', DAYS, '--lake', directory, '--api-base-url', baseUrl], environment);

/** The same without a process of its own, where none is what is tested. */
const onceHere = (baseUrl: string) =>
  keepwatch('start', '--once', '--lookback', DAYS, '--lake', directory, '--api-base-url', baseUrl);
// A quick run reads two weeks of the demo instead of its half year.
const DEMO = IS_FULL ? [] : ['--lookback', '14'];
const SUCCESS = { failure: undefined, exitCode: undefined };

async function lakeRows(table: string): Promise<Record<string, unknown>[]> {
  const lake = new DirectoryObjectStore(join(directory, 'lake'));
  const rows: Record<string, unknown>[] = [];
  for await (const key of lake.list(`events/${table}/`)) {
    const object = await lake.get(key);
    const text = (await promisify(gunzip)(object?.body ?? Buffer.of())).toString();
    rows.push(
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
  return rows;
}

/** All records that the API has since the first request that was archived. */
async function everythingServed(archive: DirectoryObjectStore): Promise<unknown[]> {
  const records: unknown[] = [];
  const [first] = await readCaptures(archive);
  for (let query = `from=${first?.header.request.query.from}`; ; ) {
    const url = `${simulator?.baseUrl}/v1/orgs/${simulator?.orgId}/events-stream?limit=500&${query}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${simulator?.apiKey}` } });
    const { data, meta }: { data: unknown[]; meta: { next: string } } = JSON.parse(await response.text());
    if (data.length === 0) return records;
    records.push(...data);
    query = `cursor=${encodeURIComponent(meta.next)}`;
  }
}

async function expectAllServedOnce(): Promise<void> {
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  const archived = await archivedRecords(archive);
  const served = (await everythingServed(archive)).map((record) => JSON.stringify(record));
  expect(served.length).toBeGreaterThan(800);
  expect([...archived].sort()).toEqual(served.sort());
  const rows = [...(await lakeRows('atlassian_audit')), ...(await lakeRows('classification_failures'))];
  const ids = rows.map((row) => row.id ?? row.record_id);
  expect(ids.sort()).toEqual(served.map((text) => JSON.parse(text).id).sort());
  expect(new Set(rows.map((row) => row.p_row_id)).size).toBe(rows.length);
  const captures = await readCaptures(archive);
  expect(captures.map(({ header }) => header.seq)).toEqual(captures.map((_, i) => i + 1));
  expect(captures.slice(1).map(({ header }) => header.previous?.sha256)).toEqual(
    captures.slice(0, -1).map(({ object }) => objectDigest(object)),
  );
}

describe('npm start', () => {
  it('shows events, a late event, a classification failure and the state of the silence alarm, and ends by itself', async () => {
    const { code, out, err } = await start([...DEMO, '--lake', directory]).ended;
    expect([code, err.includes('Failed')]).toEqual([0, false]);
    expect(out).toMatch(/found late +1\n/);
    expect(out).toMatch(/Late events, found by a sweep[\s\S]*user_logged_in_as/);
    expect(out).toMatch(/Classification failures[\s\S]*expected time in the format/);
    expect(out).toMatch(/Silence alarm {2}OK: the last events were processed at /);
    // Not a terminal: no colours, no cursor movements.
    expect(out + err).not.toContain('\u001b');
  });

  it('prints one JSON object with --json', async () => {
    const { baseUrl } = await simulate();
    const where = ['--lookback', DAYS, '--lake', directory, '--api-base-url', baseUrl];
    const { out, failure } = await keepwatch('start', '--once', '--json', ...where);
    expect(failure).toBeUndefined();
    const { source, runs, lake } = JSON.parse(out);
    expect(source).toBe('atlassian-main');
    expect(runs).toEqual([expect.objectContaining({ ending: { kind: 'caught-up' } })]);
    expect(lake.events + lake.rejected).toBe(runs[0].tally.records);
  });

  it('explains itself with --help', async () => {
    const { out } = await keepwatch('start', '--help');
    expect(out).toMatch(/--api-base-url <url>[\s\S]*Exit codes: 0 caught up/);
  });
});

describe('npx keepwatch start --once', () => {
  it('takes every record once, although requests fail on the way', async () => {
    const faults = new Map<number, Fault>([
      [2, { kind: 'status', status: 500 }],
      [3, { kind: 'truncate' }],
      [5, { kind: 'throttle', style: 'iso-seconds', seconds: 1 }],
    ]);
    const { baseUrl } = await simulate({ faults });
    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    await expectAllServedOnce();
  });

  it('processes what an earlier run had committed and not processed', async () => {
    const { baseUrl } = await simulate();
    await onceHere(baseUrl);
    await rm(join(directory, 'lake'), { recursive: true });
    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    await expectAllServedOnce();
  });

  it('can be killed at any moment and goes on in the next run', async () => {
    const { baseUrl } = await simulate({ latencyMs: 5, eventsPerDay: 84 });
    for (const requests of someOf([2, 4, 1, 5, 6], 5)) {
      const { child, ended } = once(baseUrl);
      // Killed when the simulator has seen so many requests more: a different place in each run.
      const goal = (simulator?.requests ?? 0) + requests;
      const watch = setInterval(() => (simulator?.requests ?? 0) >= goal && child.kill('SIGKILL'), 1);
      await ended;
      clearInterval(watch);
    }
    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    await expectAllServedOnce();
  });

  it('may race with others on one directory', async () => {
    const { baseUrl } = await simulate({ latencyMs: 5 });
    const results = await Promise.all(someOf([1, 2, 3, 4], 2).map(() => once(baseUrl).ended));
    expect(results.filter(({ code }) => code !== 0)).toEqual([]);
    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    await expectAllServedOnce();
  });

  it('fails in one line, without the key, when the API refuses the credential, and goes on when it is repaired', async () => {
    const { baseUrl, orgId } = await simulate();
    const refused = await once(baseUrl, { ATLASSIAN_ORG_ID: orgId, ATLASSIAN_API_KEY: 'a-wrong-key' }).ended;
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^Failed: Atlassian answered 401 to the credential in the environment variables .*\n$/);
    expect(refused.err + refused.out).not.toContain('a-wrong-key');

    expect(await onceHere(baseUrl)).toMatchObject(SUCCESS);
    await expectAllServedOnce();
  });

  it('fails when a capture cannot be processed, having polled on all the same', async () => {
    const { baseUrl } = await simulate();
    // Where the receipt of the first capture belongs, there is a folder.
    await mkdir(join(directory, 'lake/receipts/atlassian-main/000000000001.json/x'), { recursive: true });
    const { failure } = await onceHere(baseUrl);
    expect(failure).toMatch(/Could not (read|write) receipts\/atlassian-main\/000000000001\.json/);
    const archive = new DirectoryObjectStore(join(directory, 'archive'));
    expect((await archivedRecords(archive)).length).toBe((await everythingServed(archive)).length);
  });

  describe('against an API of its own kind', () => {
    let api: ScriptedApi;
    afterEach(() => api.stop());
    const serve = async (...replies: Reply[]) => {
      api = await startScriptedApi(replies);
      return api.baseUrl;
    };
    const attributes = { actor: null, action: null, location: null };
    const bare = { type: 'events', id: 'e-1', attributes, links: {}, message: null };
    const pages: Reply[] = [
      { status: 200, body: JSON.stringify({ data: [bare], meta: { next: 'c' } }) },
      { status: 200, body: JSON.stringify({ data: [], meta: {} }) },
    ];

    it('shows an event of which everything optional is null', async () => {
      const { failure, out } = await onceHere(await serve(...pages));
      expect([failure, out.includes('Latest events')]).toEqual([undefined, true]);
    });

    it.each(someOf(['3600', '9'.repeat(20)], 2))(
      'fails, saying until when, if it is asked to wait %s seconds',
      async (seconds) => {
        const { code, err } = await once(await serve({ status: 429, headers: { 'retry-after': seconds } })).ended;
        expect(code).toBe(1);
        expect(err).toMatch(/^Failed: http.* asks to wait until 20\d\d-.*Nothing is lost.*\n$/);
      },
    );
  });

  it.each<[string, string[], RegExp]>([
    [
      'another host',
      ['--api-base-url', 'https://evil.example.com/admin'],
      /^--api-base-url: https:\/\/evil\.example\.com\/admin is not allowed; .*$/,
    ],
    [
      'a directory that is a file',
      ['--lake', '/dev/null'],
      /^--lake: \/dev\/null cannot be written to: .*Name another directory\.$/,
    ],
    [
      'a directory with other files',
      ['--lake', 'docs'],
      /^--lake: docs holds other files and is not a Keepwatch directory\. Name an empty or a new directory\.$/,
    ],
  ])('fails in one line for %s', async (_name, argv, message) => {
    const { failure } = await keepwatch('start', ...argv);
    expect(failure).toMatch(message);
  });

  it('fails in one line for an unknown option', async () => {
    const { code, err } = await start(['--onse']).ended;
    expect(code).toBe(2);
    expect(err).toMatch(/^Failed: Unknown option --onse\. Did you mean --once\? .*\n$/);
  });
});

describe('npx keepwatch start --source panther', () => {
  it("plays Panther's simulator, and ends by itself", async () => {
    const { code, out, err } = await start(['--source', 'panther', ...DEMO, '--lake', directory]).ended;

    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^A simulated Panther deployment: 180 days/);
    expect(out).toMatch(
      /panther-demo in [\s\S]*Latest events[\s\S]*(Castell|Haddad|Brandt|ci-upload)[\s\S]*Silence alarm {2}OK/i,
    );
  });

  it('takes every record of a deployment once, although it is killed on the way', async () => {
    const EVENTS_PER_DAY = caseCount(10, 4);
    // Half a minute behind: no row becomes visible while the runs are compared.
    const now = () => Date.now() - 30_000;
    const panther = await startPantherSimulator({ now, eventsPerDay: EVENTS_PER_DAY, queryMs: 0, latencyMs: 20 });
    const environment = { PANTHER_API_HOST: panther.baseUrl, PANTHER_API_KEY: DEMO_PANTHER_KEY };
    const run = () => start(['--source', 'panther', '--once', '--lake', directory], environment);

    for (const requests of someOf([1, 2, 3], 3)) {
      const { child, ended } = run();
      const goal = panther.requests + requests;
      const watch = setInterval(() => panther.requests >= goal && child.kill('SIGKILL'), 1);
      await ended;
      clearInterval(watch);
    }
    const { code, out } = await run().ended;
    await panther.stop();

    expect([code, out.includes('Latest events')]).toEqual([0, true]);
    const rows = await lakeRows('panther_audit');
    expect(rows.length).toBeGreaterThan(180 * EVENTS_PER_DAY - 10);
    expect(new Set(rows.map((row) => row.p_row_id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.userAgent)).size).toBeGreaterThan(140 * EVENTS_PER_DAY);
    expect(await lakeRows('classification_failures')).toEqual([]);
  });

  it('says what a credential lacks, and never shows it', async () => {
    const environment = { PANTHER_API_HOST: 'https://api.example.com', PANTHER_API_KEY: 'secret-key' };

    const { code, out, err } = await start(['--source', 'panther', '--once', '--lake', directory], environment).ended;

    expect(code).toBe(1);
    expect(err).toMatch(/^Failed: .*PANTHER_API_HOST and PANTHER_API_KEY.*apiHost/);
    expect(out + err).not.toContain('secret-key');
  });
});
