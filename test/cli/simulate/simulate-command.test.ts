import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { startProgram } from '../../started-program';
import { keepwatch, keepwatchGiven } from '../in-process';

let lake: string;
beforeEach(async () => {
  lake = await mkdtemp(join(tmpdir(), 'keepwatch-simulate-'));
});
afterEach(() => rm(lake, { recursive: true }));

describe('keepwatch simulate', () => {
  it('prints all that connect asks for, and ends by Ctrl-C', async () => {
    const { child, ended } = startProgram('bin/cli.ts', ['simulate', '--port', '0']);
    child.stdout?.once('data', () => child.kill('SIGINT'));

    const { code, out } = await ended;

    expect(code).toBe(0);
    expect(out).toMatch(/organization id +\S+\n +API key +\S+\n +expires +\S+\n/);
    const commands = [...out.matchAll(/npx keepwatch (\S+)/g)].map(([, name]) => name);
    expect(commands).toEqual(['connect', 'status', 'doctor', 'backfill', 'verify', 'start']);
  });

  it.each(['http://192.0.2.1:80', 'https://evil.example.com', 'http://127.0.0.2:80'])(
    'is not taken for %s, wherever that stands',
    async (apiBaseUrl) => {
      await mkdir(join(lake, 'secrets'));
      await writeFile(join(lake, 'secrets', 'atlassian-main.json'), JSON.stringify({ apiBaseUrl }));
      const entry = JSON.stringify({ orgId: 'org-1', apiKey: 'a-key' });
      const { out, failure } = await keepwatchGiven(entry, 'connect', 'atlassian-main', '--lake', lake);
      expect([out, failure]).toEqual([
        '',
        expect.stringMatching(/^The address in the file \S+ is not allowed; use https:/),
      ]);
    },
  );

  it('leaves a second Ctrl-C to the system', async () => {
    const before = process.listenerCount('SIGINT');
    const ran = keepwatch('simulate', '--port', '0');
    while (process.listenerCount('SIGINT') === before) await sleep(5);
    const stopSimulator = jest.spyOn(Server.prototype, 'close').mockReturnThis();
    process.emit('SIGINT', 'SIGINT');
    while (stopSimulator.mock.calls.length === 0) await sleep(5);
    const whileStopping = process.listenerCount('SIGINT');
    const [close] = [stopSimulator.mock.calls[0]?.[0]];
    stopSimulator.mockRestore();
    close?.();
    await ran;

    expect(whileStopping).toBe(before);
  });

  it.each([
    ['that is in use', '', / is in use; choose another\.$/],
    ['that is none', 'http', /^--port: http is not allowed; use a whole number from 0 to 65535\.$/],
  ])('refuses a port %s', async (_name, given, expected) => {
    const other = await startAtlassianSimulator();
    const { failure } = await keepwatch('simulate', '--port', given || new URL(other.baseUrl).port);
    await other.stop();
    expect(failure).toMatch(expected);
  });
});
