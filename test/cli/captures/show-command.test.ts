import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { captureKey, decodeCapture, encodeCapture } from '../../../lambda/archive/capture';
import { receiptKey } from '../../../lambda/lake/layout';
import { isObject } from '../../../lambda/schema/canonical-json';
import { rowsOf } from '../../e2e/lake-rows';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { keepwatch } from '../in-process';

const SOURCE = 'atlassian-main';
let folder: string;
let archive: DirectoryObjectStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-show-'));
  archive = new DirectoryObjectStore(join(folder, 'archive'));
  const source = new WatchedSource([]);
  source.capture([{ at: 0 }, { at: 60, actor: 'eve' }]);
  source.capture([{ at: 120 }], 5);
  await source.process([1], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
});
afterEach(() => rm(folder, { recursive: true }));

const show = (...args: readonly string[]) => keepwatch('captures', 'show', '--lake', folder, ...args);

/** Puts a capture with this body under the next number. */
async function add(body: string, count: number): Promise<void> {
  const before = await archive.get(captureKey(SOURCE, 2));
  const { header } = decodeCapture(captureKey(SOURCE, 2), before?.body ?? Buffer.of());
  await archive.put(captureKey(SOURCE, 3), encodeCapture({ ...header, seq: 3, count }, Buffer.from(body)));
}

describe('captures show', () => {
  it('tells what was asked, what came, what became of it, and the records', async () => {
    const { out } = await show('1');

    expect(out).toMatch(/^capture +captures\/atlassian-main\/000000000001\.json\.gz\nsha256 +[0-9a-f]{64}\n/);
    expect(out).toMatch(/\nrecords +2, 0 of them archived before\n/);
    expect(out).toMatch(/\nin the lake +2 events, 0 rejected, 0 alerts: events\/atlassian_audit\/date=/);
    expect(out).toMatch(/\nrecord 1, row [0-9a-f]{32}\n\{\n {2}"attributes": \{\n/);
    expect((await show('2')).out).toMatch(/\nin the lake +not processed\n/);
  });

  it('takes the key as it stands in a row', async () => {
    expect((await show(captureKey(SOURCE, 2))).out).toBe((await show('2')).out);
  });

  it('finds the record of a row by what the row says of itself', async () => {
    const rows = await rowsOf(new DirectoryObjectStore(join(folder, 'lake')), 'atlassian_audit');

    for (const { value } of rows) {
      const { p_source_file, p_row_id, id } = isObject(value) ? value : {};
      const shown = JSON.parse((await show(String(p_source_file), '--row', String(p_row_id), '--json')).out);
      expect(shown).toMatchObject({ header: { count: 2 }, records: [{ rowId: p_row_id, record: { id } }] });
    }
    expect(rows).toHaveLength(2);
  });

  it('steers no terminal by what a record says, and rounds no number of it', async () => {
    await add('{"data":[{"id":"\\u001b[2J\\u202e"},{"id":12345678901234567890}],"meta":{}}', 2);

    const { out } = await show('3');

    expect(out).toContain('"id": "\\u001b[2J\\u202e"');
    expect(out).toContain('{"id":12345678901234567890}');
    expect(JSON.parse((await show('3', '--json')).out)).toMatchObject({ header: { seq: 3 }, receipt: null });
  });

  it('shows what came when its receipt cannot be read', async () => {
    await new DirectoryObjectStore(join(folder, 'lake')).put(receiptKey(SOURCE, 1), Buffer.from('{'));
    const { out } = await show('1');
    expect(out).toMatch(/\nin the lake +its receipt cannot be read\n/);
    expect(out).toMatch(/\nrecord 1, /);
  });

  it('shows a record that nests as deep as its sender likes', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const closing = ']'.repeat(100_000);
    await add(`{"data":[{"closing":"${closing}","deep":${deep}},{"id":"b"}],"meta":{}}`, 2);
    const { out } = await show('3');
    expect(out).toContain(`{"closing":"${closing}","deep":${deep}}`);
    expect(out).toContain('{\n  "id": "b"\n}');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a number that is none', ['first'], /^first is not a capture\. Use its number, from 1, or its key, such as/],
    ['a number below 1', ['captures/atlassian-main/000000000000.json.gz'], /000000\.json\.gz is not a capture\./],
    [
      'a key of another source than is named',
      ['captures/jira/000000000001.json.gz', '--source', SOURCE],
      /^--source: captures\/jira\/000000000001\.json\.gz belongs to jira, not to atlassian-main\. Leave --source out\.$/,
    ],
    [
      'a source that there is not',
      ['1', '--source', 'atlassian-man'],
      /^Unknown source atlassian-man\. With captures: atlassian-main\.$/,
    ],
    ['a capture that is not there', ['9'], /^captures\/atlassian-main\/000000000009\.json\.gz is not in the archive/],
    [
      'a row of another capture',
      ['1', '--row', 'x'],
      /^--row: captures\S+ has no record with row x\. The row's p_source_file/,
    ],
    ['a source that is none', ['1', '--source', '../x'], /^--source: \.\.\/x is not the name of a source/],
  ])('refuses %s', async (_name, args, expected) => {
    const { out, failure } = await show(...args);
    expect([out, failure]).toEqual(['', expect.stringMatching(expected)]);
  });

  it('asks whose capture, when there are several sources', async () => {
    await archive.put('captures/jira/000000000001.json.gz', Buffer.of());
    expect((await show(captureKey(SOURCE, 1))).out).toContain(captureKey(SOURCE, 1));
    expect((await show('1')).failure).toMatch(/^--source is needed\. Available: atlassian-main, jira\./);
  });
});
