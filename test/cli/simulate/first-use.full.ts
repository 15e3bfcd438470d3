import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../started-program';
import { keepwatch, keepwatchGiven } from '../in-process';

// It collects and reads the half year of events that the simulator has.
jest.setTimeout(120_000);

let lake: string;
beforeEach(async () => {
  lake = await mkdtemp(join(tmpdir(), 'keepwatch-simulate-'));
});
afterEach(() => rm(lake, { recursive: true }));

describe('keepwatch simulate', () => {
  it('prints all that connect asks for, and commands that work as printed, until Ctrl-C', async () => {
    const { child, ended } = startProgram('bin/cli.ts', ['simulate', '--port', '0']);
    const [said] = child.stdout ? await once(child.stdout, 'data') : [];
    const answers = /organization id +(\S+)\n +API key +(\S+)\n +expires +(\S+)\n/.exec(said);
    const [, orgId, apiKey, expiresAt] = answers ?? [];
    const [connect, ...others] = [...String(said).matchAll(/npx keepwatch (.*)/g)].map(([, args = '']) =>
      args.replace('.keepwatch-simulated', lake).split(' '),
    );

    const connected = await keepwatchGiven(JSON.stringify({ orgId, apiKey, expiresAt }), ...(connect ?? []));
    const ran = [];
    // What start does takes longer, and has tests of its own.
    for (const args of others.slice(0, -1)) ran.push(await keepwatch(...args));
    const wrong = JSON.stringify({ orgId, apiKey: 'wrong' });
    const again = await keepwatchGiven(wrong, 'connect', 'atlassian-main', '--lake', lake);
    child.kill('SIGINT');

    expect(connected.out).toMatch(/first events: [\d,]+ records archived.*\n\nEverything looks good\.\n$/);
    // Where the source is polled, and nowhere else.
    expect(again.out).toMatch(/^bad {6}atlassian-main, credential: Atlassian answered 401 /);
    expect(others.map(([name]) => name)).toEqual(['status', 'doctor', 'backfill', 'verify', 'start']);
    expect(ran).toEqual(
      others.slice(0, -1).map(() => expect.objectContaining({ failure: undefined, exitCode: undefined })),
    );
    expect(await ended).toMatchObject({ code: 0 });
  });
});
