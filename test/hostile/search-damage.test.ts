import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { QueryError } from '../../cli/place/query-engine';
import { WatchedSource } from '../lambda/alerts/watched-source';
import { MemoryObjectStore } from '../memory-object-store';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { expectOneLine, inDirectory, searching } from './searched-lake';

const SPOILT = 'events/atlassian_audit/date=2026-11-22/atlassian-main-000000000001.json.gz';
const EVERYTHING = 'SELECT * FROM atlassian_audit';
const OTHER_DAY = "SELECT attributes.actor.email FROM atlassian_audit WHERE date = '2026-11-23' ORDER BY 1";

const real = new MemoryObjectStore();
beforeAll(async () => {
  const source = new WatchedSource([]);
  source.capture([
    { at: 0, actor: 'ada' },
    { at: 1, actor: 'eve', message: 'x'.repeat(5_000) },
    { at: 24 * 60, actor: 'ada' },
    { at: 24 * 60 + 1, actor: 'eve' },
  ]);
  await source.process([1], { lake: real });
});
const rows = () => Buffer.from(real.objects.get(SPOILT) ?? '');

/** What a query says that reads the spoilt object, if it fails; all other days are seen to be as they were. */
async function failureWith(object: Uint8Array): Promise<string | undefined> {
  return inDirectory(async (lake) => {
    const store = new DirectoryObjectStore(lake);
    for (const [key, body] of real.objects) if (key.startsWith('events/')) await store.put(key, body);
    await store.put(SPOILT, object);
    return searching(lake, async (ask) => {
      const failure = await ask(EVERYTHING).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect((await ask(OTHER_DAY)).rows).toEqual([['ada@example.com'], ['eve@example.com']]);
      if (failure === undefined) return undefined;
      if (!(failure instanceof QueryError)) throw failure;
      expectOneLine(failure);
      return failure.message;
    });
  });
}

describe('any bytes as rows', () => {
  fuzz(
    'a query that reads them answers or names them in one line; other days are unaffected',
    60,
    fc.oneof(
      fc.constant(null).chain(() => damaged(rows())),
      fc
        .constant(null)
        .chain(() => damaged(gunzipSync(rows())))
        .map((bytes) => gzipSync(bytes, { level: 1 })),
      fc.uint8Array(),
    ),
    async (object) => {
      expect((await failureWith(object)) ?? SPOILT).toContain(SPOILT);
    },
  );

  it.each<[string, (object: Buffer) => Uint8Array]>([
    ['nothing', () => Buffer.of()],
    ['no gzip', () => Buffer.from('no gzip')],
    ['half of it', (object) => object.subarray(0, object.length / 2)],
    ['more than it', (object) => Buffer.concat([object, Buffer.from('more')])],
    ['a stream that is none', (object) => Buffer.concat([object.subarray(0, 10), Buffer.alloc(20, 0xff)])],
    ['half a row', (object) => gzipSync(gunzipSync(object).subarray(0, -20))],
    ['no objects', () => gzipSync('[1]\n7\n')],
    ['numbers for texts that are objects', () => gzipSync('{"attributes":7}\n')],
    ['a time that is none', () => gzipSync('{"p_event_time":"soon"}\n')],
  ])('they are named: %s', async (_name, change) => {
    expect(await failureWith(change(rows()))).toContain(SPOILT);
  });
});

describe('a missing lake', () => {
  it('fails the query in one line', async () => {
    await inDirectory(async (directory) => {
      const lake = join(directory, 'lake');
      const store = new DirectoryObjectStore(lake);
      for (const [key, body] of real.objects) await store.put(key, body);

      const failure = searching(lake, async (ask) => {
        await rm(lake, { recursive: true });
        return ask(EVERYTHING);
      });

      await expect(failure).rejects.toThrow(QueryError);
      await expect(failure).rejects.toThrow(/^[^\n]*No files found[^\n]*atlassian_audit[^\n]*$/);
    });
  });
});
