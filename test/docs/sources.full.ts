import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { listen } from '../listen';
import { type ProgramEnd, startProgram } from '../started-program';

const ROOT = resolve(__dirname, '../..');
const PRODUCT = ['bin', 'cli', 'detections', 'lambda', 'lib', 'queries', 'simulators'];
const SETTINGS = ['package.json', 'tsconfig.json', 'cdk.json'];
const PAGE = readFileSync(join(ROOT, 'docs/sources.md'), 'utf8');
const KEY = 'acme-key';

// A rule with the fields of the new log type: `entrance` does not exist.
const DETECTION = `import { defineDetection } from '../../lambda/rules/define-detection';

export default defineDetection({
  id: 'Acme.Door.Refused',
  name: 'A door stayed closed',
  logTypes: ['Acme.Door'],
  severity: 'LOW',
  description: 'A badge was refused.',
  runbook: 'Ask the person.',
  actions: ['door_refused'],
  title: (event) => \`\${event.person.email ?? 'Somebody'} was refused at \${event.door}\`,
  tests: [
    { name: 'refused', match: true, event: { action: 'door_refused' } },
    { name: 'opened', match: false, event: { action: 'door_opened' } },
    // @ts-expect-error
    { name: 'no such field', match: false, event: { entrance: 'x' } },
  ],
});
`;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const event = (id: string, action: string, door: string, minutes: number) => ({
  id,
  time: minutesAgo(minutes),
  action,
  door,
  person: { id: 'p-1', name: 'Eve', email: 'eve@example.com' },
  reader: '198.51.100.4',
});

/** Applies a block of the page that begins with `+` lines and context: what is added, where the page shows it. */
function inserted(text: string, block: string): string {
  let [result, at] = [text, 0];
  for (const line of block.trimEnd().split('\n')) {
    const content = `${line.slice(1)}\n`;
    if (line.startsWith('+')) {
      result = result.slice(0, at) + content + result.slice(at);
      at += content.length;
    } else {
      const found = result.indexOf(content, at);
      if (found === -1) throw new Error(`docs/sources.md shows a line that the file does not have: ${content}`);
      at = found + content.length;
    }
  }
  return result;
}

describe('docs/sources.md, followed to the letter', () => {
  let copy: string;
  let server: Server;
  let baseUrl: string;
  const queries: string[] = [];

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'keepwatch-acme-'));
    for (const each of [...PRODUCT, ...SETTINGS]) cpSync(join(ROOT, each), join(copy, each), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    };
    for (const [, path = '', code = ''] of PAGE.matchAll(/^`(lambda\/\S+\.ts)`:\n\n```ts\n(.*?)^```/gms)) {
      write(path, code);
    }
    for (const [, path = '', block = ''] of PAGE.matchAll(/^In `(lambda\/\S+\.ts)`[^\n]*\n\n```diff\n(.*?)^```/gms)) {
      write(path, inserted(readFileSync(join(copy, path), 'utf8'), block));
    }
    write('detections/acme/door-refused.ts', DETECTION);

    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const isKnown = request.headers['x-api-key'] === KEY;
      if (isKnown) queries.push(searchParams.toString());
      const content = searchParams.has('after')
        ? { events: [event('e-3', 'door_refused', 'Vault', 1)], next: null }
        : { events: [event('e-1', 'door_opened', 'Lobby', 3), event('e-2', 'door_opened', 'Roof', 2)], next: 'c1' };
      // The first request fails, and its repetition does not.
      response.writeHead(isKnown ? (queries.length === 1 ? 503 : 200) : 401).end(JSON.stringify(content));
    });
    baseUrl = `${await listen(server)}/v1`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(copy, { recursive: true });
  });

  const keepwatch = (argv: readonly string[], key: string): Promise<ProgramEnd> =>
    startProgram(join(copy, 'bin/cli.ts'), argv, { ACME_API_KEY: key, NO_COLOR: '1' }, { cwd: copy }).ended;

  it('compiles, polls through the command line, fills its own table and raises alerts', async () => {
    const start = (lake: string) => ['start', '--once', '--source', 'acme', '--api-base-url', baseUrl, '--lake', lake];
    const lake = join(copy, 'lake-of-acme');
    const tsc = startProgram(join(ROOT, 'node_modules/typescript/bin/tsc'), ['--pretty', 'false'], {}, { cwd: copy });

    const [polled, refused] = await Promise.all([
      keepwatch(start(lake), KEY),
      keepwatch(start(join(copy, 'lake-of-nobody')), 'wrong-key'),
    ]);
    const sql = `SELECT d.action, d.door, d.p_any_emails, a.title FROM acme_door d
      LEFT JOIN alerts a ON a.detection_id = 'Acme.Door.Refused' AND d.action = 'door_refused' ORDER BY d.id`;
    const queried = await keepwatch(['query', '--lake', lake, '--output', 'json', sql], KEY);

    expect((await tsc.ended).out).toBe('');
    expect(refused.err).toMatch(/Acme refuses the API key in the environment variables ACME_API_KEY/);
    expect(polled).toMatchObject({ code: 0 });
    expect(polled.out).toMatch(/eve@example\.com\s+│?\s*door_refused/);
    expect(queries.slice(1, 3)).toEqual([expect.stringMatching(/^since=20/), 'after=c1']);
    const row = { p_any_emails: ['eve@example.com'], title: null };
    expect(JSON.parse(queried.out)).toEqual([
      { ...row, action: 'door_opened', door: 'Lobby' },
      { ...row, action: 'door_opened', door: 'Roof' },
      { ...row, action: 'door_refused', door: 'Vault', title: 'eve@example.com was refused at Vault' },
    ]);
  });
});
