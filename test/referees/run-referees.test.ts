import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MendableError } from '../mendable-error';
import { installOnce } from './install-once';
import type { Referee, RefereeContext } from './referee';
import { runReferees } from './run-referees';

let cache: string;
let printed: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'keepwatch-cache-'));
  process.env.KEEPWATCH_REFEREES = cache;
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.KEEPWATCH_REFEREES;
  for (const [, folder = ''] of printed.matchAll(/Kept: (.+)/g)) rmSync(folder, { recursive: true });
  rmSync(cache, { recursive: true });
});

const referee = (name: string, judge: Referee['judge']): Referee => ({ name, what: 'tests', judge });
const agreeing = referee('agreeing', async () => []);

describe('a run of referees', () => {
  it('succeeds if all agree, and leaves no folder', async () => {
    let folder = '';
    const looking = referee('looking', async (context: RefereeContext) => {
      folder = context.folder;
      context.note('a figure');
      return [];
    });

    const code = await runReferees([agreeing, looking], []);

    expect(code).toBe(0);
    expect(printed).toMatch(/agreeing: 0 findings, .* s\n.* {2}a figure\nlooking: 0 findings/s);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['finds something', async () => ['a fault'], / {2}FOUND a fault\n.*each: 1 finding/s],
    ['fails', () => Promise.reject(new Error('lost')), /Error: lost.*each: FAILED/s],
    ['lacks a program', () => Promise.reject(new MendableError('Install Go.')), / {2}Install Go\.\neach: FAILED/],
  ])('fails if one %s, and still runs the others', async (_, judge, expected) => {
    const code = await runReferees([referee('each', judge), agreeing], []);

    expect(code).toBe(1);
    expect(printed).toMatch(expected);
    expect(printed).toContain('agreeing: 0 findings');
  });

  it('runs only the one that is named, and refuses an unknown name', async () => {
    const failing = referee('failing', async () => ['a fault']);

    const codes = [
      await runReferees([failing, agreeing], ['agreeing']),
      await runReferees([agreeing], ['agreeing', 'x']),
    ];

    expect(codes).toEqual([0, 2]);
    expect(printed).toContain('Unknown referee: x. Available: agreeing');
  });
});

describe('an installation', () => {
  const installation = (pins: string, install: (folder: string) => void) => ({
    name: 'program',
    pins,
    install: async (folder: string) => install(folder),
  });
  const write = (folder: string) => writeFileSync(join(folder, 'program'), '');
  const refuse = () => {
    throw new Error('no network');
  };

  it('is made once for the same pins, and again for others', async () => {
    const first = await installOnce(cache, installation('1.0', write));

    const same = await installOnce(cache, installation('1.0', refuse));
    const other = await installOnce(cache, installation('1.1', write));

    expect(readdirSync(first)).toEqual(['program']);
    expect([same === first, other === first]).toEqual([true, false]);
  });

  it('that failed is not used', async () => {
    const failed = await installOnce(cache, installation('1.0', refuse)).catch(String);

    const folder = await installOnce(cache, installation('1.0', write));

    expect(failed).toBe('Error: no network');
    expect(readdirSync(folder)).toEqual(['program']);
  });
});
