import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { SecretFile } from '../../../cli/place/directory/secret-file';
import type { LastRun } from '../../../lambda/archive/state';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';
import { keepwatch } from '../in-process';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-doctor-'));
  const source = new WatchedSource([detectionOf()]);
  source.capture([{ at: 0 }, { at: 60, actor: 'eve' }]);
  source.capture([{ at: 120 }], 721);
  await source.process([1, 2], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
  const archive = new DirectoryObjectStore(join(folder, 'archive'));
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
  await endedWith({ ending: 'caught-up' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Leaves a hint as a run does that ended at noon like this. */
async function endedWith(run: Partial<LastRun>): Promise<void> {
  const lastRun: LastRun = {
    endedAt: '2026-11-22T12:01:00.000Z',
    ending: 'failed',
    failure: null,
    caughtUpAt: null,
    ...run,
  };
  const state = { head: 2, sweptAt: null, sweep: null, lastRun };
  await new DirectoryObjectStore(join(folder, 'lake')).put(
    'state/atlassian-main.json',
    new TextEncoder().encode(JSON.stringify(state)),
  );
}

async function doctor(now: string, ...args: readonly string[]) {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
  const { out, failure, exitCode } = await keepwatch('doctor', '--lake', folder, ...args);
  return { out, failure, exitCode: exitCode ?? 0 };
}

describe('doctor of a directory', () => {
  it('says what is good of captures that are processed, and that nothing is polled without a credential', async () => {
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^good {5}atlassian-main, log: capture 2 is the newest, taken at 2026-11-2/);
    expect(out).toMatch(
      /\ngood {5}atlassian-main, events: the last were processed at 2026-11-2.*\ngood {5}atlassian-main, last run: caught up at 2026-11-22T12:01:00\.000Z\nwarning {2}atlassian-main, credential: missing.*\n {9}To enter a credential, run npx keepwatch connect .*\n\n0 bad, 1 warning\.\n$/,
    );
  });

  it('names what is bad, what to do, and fails', async () => {
    await rm(join(folder, 'lake', 'receipts', 'atlassian-main', '000000000002.json'));

    const { out, exitCode } = await doctor('2026-11-25T12:00:00Z');

    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /\nbad {6}atlassian-main, processing: 1 capture not processed, the first is 2\n {9}Run npx keepwatch replay --unprocessed --lake \S+\. See docs\/runbook\.md#processor-failing\.\n/,
    );
    expect(out).toMatch(
      /\nbad {6}atlassian-main, events: none for \d+ hours: .*\n {9}See docs\/runbook\.md#silence\.\n/,
    );
    expect(out).toMatch(/2 bad, 1 warning\.\n$/);
  });

  it.each([
    ['000000000001', '2026-11-22T12:05:00Z', 0],
    ['000000000001', '2026-11-22T12:20:00Z', 1],
    ['000000000002', '2026-11-22T12:05:00Z', 0],
    ['000000000002', '2026-11-22T12:20:00Z', 1],
  ])('finds a capture that was left behind, and gives each a quarter of an hour: %s at %s', async (seq, now, code) => {
    await rm(join(folder, 'lake', 'receipts', 'atlassian-main', `${seq}.json`));
    const { out, exitCode } = await doctor(now);
    expect([exitCode, out.includes('bad      atlassian-main, processing')]).toEqual([code, code === 1]);
  });

  it.each<[string, Partial<LastRun>, number, string]>([
    [
      'out-of-time',
      { ending: 'out-of-time' },
      0,
      'warning  atlassian-main, last run: ended at 2026-11-22T12:01:00.000Z with more to read; no run has caught up yet',
    ],
    [
      'throttled',
      { ending: 'throttled', caughtUpAt: '2026-11-22T11:00:00.000Z' },
      0,
      'warning  atlassian-main, last run: the API said to wait, at 2026-11-22T12:01:00.000Z; the last run that caught up ended at 2026-11-22T11:00:00.000Z',
    ],
    [
      'failed',
      { failure: { at: '2026-11-22T12:01:00.000Z', reason: 'CredentialRejectedError: Refused.' } },
      1,
      'bad      atlassian-main, last run: failed at 2026-11-22T12:01:00.000Z: CredentialRejectedError: Refused; no run has caught up yet',
    ],
  ])('tells how the last run ended: %s', async (_name, run, code, expected) => {
    await endedWith(run);
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');
    expect(out.split('\n')).toContain(expected);
    expect(exitCode).toBe(code);
  });

  it('prints JSON', async () => {
    const { out } = await doctor('2026-11-23T00:00:00Z', '--json');
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ level: 'good', about: 'atlassian-main, log', next: null }),
      expect.objectContaining({ level: 'good', about: 'atlassian-main, events' }),
      expect.objectContaining({ level: 'good', about: 'atlassian-main, last run' }),
      expect.objectContaining({ level: 'warning', about: 'atlassian-main, credential' }),
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

  it.each([
    ['ATLASSIAN_ORG_ID', 'ATLASSIAN_API_KEY', 'atlassian'],
    ['PANTHER_API_KEY', 'PANTHER_API_HOST', 'panther'],
  ])(
    'finds a part of a credential in the environment bad, even beside a stored one: %s',
    async (given, missing, kind) => {
      await new SecretFile(folder, `${kind}-main`).write('{}');
      const before = process.env[given];
      process.env[given] = 'secret-half';
      const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');
      if (before === undefined) delete process.env[given];
      else process.env[given] = before;

      expect(exitCode).toBe(1);
      expect(out).toContain(
        `\nbad      ${kind}-main, credential: incomplete: the environment has ${given}, but not ${missing}\n         Set ${missing}, or unset ${given}.\n`,
      );
      expect(out).not.toContain('secret-half');
    },
  );

  it('sends no stored credential to a stored address that is not allowed', async () => {
    await new SecretFile(folder, 'atlassian-main').write(
      JSON.stringify({ orgId: 'o', apiKey: 'k', apiBaseUrl: 'https://evil.example.com' }),
    );
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /\nbad {6}atlassian-main, credential: The address in the file \S+ is not allowed; use https:\/\/api\.atlassian\.com/,
    );
  });

  it('warns of an archive without a source', async () => {
    await rm(join(folder, 'archive'), { recursive: true });
    await rm(join(folder, 'lake', 'state'), { recursive: true });
    const { out, exitCode } = await doctor('2026-11-23T00:00:00Z');
    expect([exitCode, out]).toEqual([
      0,
      expect.stringMatching(/^warning {2}archive: no source has archived anything yet\n/),
    ]);
  });

  it('tells of a source that has only ever failed', async () => {
    await rm(join(folder, 'archive'), { recursive: true });
    await endedWith({ failure: { at: '2026-11-22T12:01:00.000Z', reason: 'CredentialRejectedError: Refused.' } });
    const { out, exitCode } = await doctor('2026-11-22T12:10:00Z');
    expect(out).toMatch(/\nbad {6}atlassian-main, last run: failed at .*: CredentialRejectedError: Refused; /);
    expect(exitCode).toBe(1);
  });

  it('refuses a directory that is none', async () => {
    const { failure } = await keepwatch('doctor', '--lake', '/nowhere');
    expect(failure).toMatch(/^--lake: \/nowhere is not a directory that keepwatch start has filled\. /);
  });

  it('teaches by examples', async () => {
    const { out } = await keepwatch('doctor', '--help');
    expect(out).toMatch(/Examples:\n {2}npx keepwatch doctor\n/);
  });
});
