import { readFile, writeFile } from 'node:fs/promises';
import { captureKey } from '../../lambda/archive/capture';
import { receiptKey } from '../../lambda/lake/layout';
import { keepwatch } from '../cli/in-process';
import { WatchedDirectory } from '../cli/watched-directory';
import { newer } from './stored-objects';

const SOURCE = 'atlassian-main';
const NEWER = 'written by a newer Keepwatch (format 2); upgrade to read it';

let directory: WatchedDirectory;
beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T01:04:00Z'));
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  directory = await WatchedDirectory.make(3);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await directory.remove();
});

async function makeNewer(...path: readonly string[]): Promise<void> {
  const file = directory.path(...path);
  await writeFile(file, newer(await readFile(file)));
}

async function writeNewerHint(): Promise<void> {
  await writeFile(directory.path('lake', 'state', `${SOURCE}.json`), '{"v":2}');
}

const newest = () => makeNewer('archive', captureKey(SOURCE, 3));
const receipt = () => makeNewer('lake', receiptKey(SOURCE, 3));

async function run(...command: readonly string[]) {
  const { out, failure, exitCode } = await keepwatch(...command, '--lake', directory.folder);
  const text = `${out}${failure ?? ''}`.replace(/\s+/g, ' ');
  return { text, failed: failure !== undefined || (exitCode ?? 0) !== 0 };
}

describe('what a newer Keepwatch wrote', () => {
  it.each([
    ['a capture', newest],
    ['a receipt', receipt],
  ])('fails verify, and is not called damaged: %s', async (_name, change) => {
    await change();
    const { text, failed } = await run('verify');
    expect(text).toContain(`capture 3: ${NEWER}`);
    expect(text).not.toMatch(/damaged|cannot be read|[Rr]estore/);
    expect(failed).toBe(true);
  });

  it('is in the JSON of verify with its format', async () => {
    await newest();
    const { out } = await directory.run('verify', '--json');
    expect(JSON.parse(out)[0].faults).toEqual([{ kind: 'newer-format', from: 3, to: 3, format: 2 }]);
  });

  it.each([
    ['the newest capture', newest],
    ['the newest receipt', receipt],
    ['the hint', writeNewerHint],
  ])('is reported by doctor: %s', async (_name, change) => {
    await change();
    const { text, failed } = await run('doctor');
    expect(text).toContain(NEWER);
    expect(failed).toBe(true);
  });

  it('is reported by status: the newest capture', async () => {
    await newest();
    expect((await run('status')).text).toContain(NEWER);
  });

  it('is reported by status beside the head that is known: the hint', async () => {
    await writeNewerHint();
    const { text } = await run('status');
    expect(text).toContain(NEWER);
    expect(text).toContain('atlassian-main 3, ');
  });

  it.each([
    ['a capture', newest, captureKey(SOURCE, 3)],
    ['a receipt', receipt, receiptKey(SOURCE, 3)],
  ])('fails its replay and nothing else, and stays: %s', async (_name, change, key) => {
    await change();
    const file = directory.path(key.startsWith('captures') ? 'archive' : 'lake', key);
    const before = await readFile(file);
    const { text, failed } = await run('replay', '--from', '1');
    expect(text).toContain(`${key} was ${NEWER}`);
    expect(text).toMatch(/2 unchanged/);
    expect(await readFile(file)).toEqual(before);
    expect(failed).toBe(true);
  });

  it('is reported by captures show: a capture', async () => {
    await newest();
    const { text, failed } = await run('captures', 'show', '3');
    expect(text).toContain(NEWER);
    expect(failed).toBe(true);
  });

  it('is reported by captures show beside the records: a receipt', async () => {
    await receipt();
    const { text } = await run('captures', 'show', '3');
    expect(text).toContain(NEWER);
    expect(text).toContain('record 0');
  });
});
