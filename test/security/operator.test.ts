import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { someOf } from '../depth';
import { type Reply, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { type ProgramEnd, startProgram } from '../started-program';
import { CANARY, canaryIn } from './canary';

const SOURCE = 'atlassian-main';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-operator-'));
});
afterEach(() => rm(folder, { recursive: true }));

const secretFile = () => join(folder, 'secrets', `${SOURCE}.json`);

function keepwatch(args: readonly string[], input?: string): Promise<ProgramEnd> {
  return startProgram(join('bin', 'cli.ts'), args, { CI: 'true' }, input === undefined ? {} : { input }).ended;
}

/** What stands in any file but the one that is for it, and in what was printed. */
async function tracesOf(...ends: readonly ProgramEnd[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files
      .filter((file) => file !== secretFile())
      .map(async (file) => {
        const bytes = await readFile(file);
        return `${file}\n${file.endsWith('.gz') ? gunzipSync(bytes) : bytes}`;
      }),
  );
  return [...texts, ...ends.map(({ out, err }) => out + err)].flatMap((text) => canaryIn(text) ?? []);
}

describe('a key that an operator enters', () => {
  it('is stored where only its owner may read it, and appears in no output and no other file', async () => {
    const simulator = await startAtlassianSimulator({ eventsPerDay: 5, apiKey: CANARY });
    const where = ['--lake', folder, '--api-base-url', simulator.baseUrl];
    const entry = JSON.stringify({ orgId: simulator.orgId, apiKey: CANARY, expiresAt: '2099-01-31' });
    try {
      const ends = [await keepwatch(['connect', SOURCE, ...where], entry)];
      ends.push(await keepwatch(['backfill', SOURCE, '--since', '7d', ...where]));
      ends.push(await keepwatch(['start', '--once', ...where]));
      ends.push(await keepwatch(['doctor', ...where]));
      const show = ['captures', 'show', '1', '--source', SOURCE];
      for (const command of someOf([['status'], ['verify'], ['replay', '--from', '1'], show], 4)) {
        ends.push(await keepwatch([...command, '--lake', folder, '--json']));
      }

      expect(ends[0]?.out).toMatch(/Everything looks good\.\n$/);
      expect(ends[1]?.out).toMatch(
        /^atlassian-main from .* UTC: \d+ records read, none of them missing in the archive\. The oldest record that the API returned is from /,
      );
      expect(ends[3]?.out).toContain('good     atlassian-main, credential: the API accepts it and returns records');
      expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 0));
      expect((await stat(secretFile())).mode & 0o777).toBe(0o600);
      expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700);
      expect(JSON.parse(await readFile(secretFile(), 'utf8'))).toMatchObject({ apiKey: CANARY });
      expect(await tracesOf(...ends)).toEqual([]);
    } finally {
      await simulator.stop();
    }
  }, 120_000);

  const repeating: Reply = (request, response) => {
    response.writeHead(418, { 'x-request-id': CANARY }).end(`no: ${request.headers.authorization}`);
  };
  const refusals: [string, Reply, RegExp][] = [
    ['is unknown', { status: 401, body: CANARY }, /answered 401 .*mistyped, expired or revoked/],
    ['may not read', { status: 403, body: CANARY }, /answered 403 .*lacks the scope read:events:admin/],
    ['is of another organization', { status: 404, body: CANARY }, /answered 404\..*for another organization/],
    ['is repeated in an answer', repeating, /refused the request with 418/],
    [
      'is led elsewhere',
      { status: 302, headers: { location: `http://localhost/${encodeURIComponent(CANARY)}` } },
      /a redirect, which is never followed/,
    ],
  ];
  it.each(someOf(refusals, 5))(
    'is not stored, and the cause is printed, when it %s',
    async (_name, reply, cause) => {
      const api = await startScriptedApi([reply]);
      const entry = JSON.stringify({ orgId: 'o-1', apiKey: CANARY });

      const end = await keepwatch(['connect', SOURCE, '--lake', folder, '--api-base-url', api.baseUrl], entry);

      await api.stop();
      expect(end.out).toMatch(cause);
      expect(end.out).toMatch(/secrets\/atlassian-main\.json: nothing was stored\n/);
      expect(end.code).toBe(1);
      expect(await readdir(folder)).toEqual([]);
      expect(await tracesOf(end)).toEqual([]);
    },
    30_000,
  );

  it('is not stored when the API is not reached, and no other try is promised', async () => {
    const entry = JSON.stringify({ orgId: 'o-1', apiKey: CANARY });

    const end = await keepwatch(['connect', SOURCE, '--lake', folder, '--api-base-url', 'http://127.0.0.1:9'], entry);

    expect(end.out).toMatch(/^bad +atlassian-main, API: no usable response: the connection failed/);
    expect(end.out).toMatch(/nothing was stored/);
    expect(end.out).not.toMatch(/next run|Nothing is lost/);
    expect(end.code).toBe(1);
  }, 60_000);

  const entries: [string, readonly string[], string, RegExp][] = [
    ['as no JSON', [], CANARY, /^Failed: Standard input must be \{"orgId":"\.\.\.",/],
    ['in another field', [], JSON.stringify({ orgId: CANARY, apiKey: 'x' }), /orgId/],
    [
      'as its own expiry',
      [],
      JSON.stringify({ orgId: 'o-1', apiKey: 'x', expiresAt: CANARY }),
      /expiresAt on standard input: Use the form/,
    ],
    [
      'in a field that there is not',
      [],
      JSON.stringify({ orgId: 'o', apiKey: 'x', [CANARY]: 'x' }),
      /must be .*a field with an unknown name/,
    ],
    [
      'beside a misspelt field, which is named',
      [],
      JSON.stringify({ orgid: 'o-1', apiKey: CANARY }),
      /^Failed: Unknown field "orgid" on standard input: did you mean "orgId"\? Expected: \{/,
    ],
    ['as an argument', [CANARY], '{}', /Too many arguments: expected 1, received 2/],
    ['as an option', [`--api-key=${CANARY}`], '{}', /Unknown option\. Available: --lake/],
  ];
  it.each(someOf(entries, 7))(
    'is not printed when it is given %s',
    async (_name, args, input, expected) => {
      const end = await keepwatch(['connect', SOURCE, '--lake', folder, ...args], input);
      expect(end.out + end.err).toMatch(expected);
      expect(end.code).toBe(args.length === 0 ? 1 : 2);
      expect(await tracesOf(end)).toEqual([]);
    },
    30_000,
  );
});
