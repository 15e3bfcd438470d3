import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { LAKE_TABLES, type Table } from '../../lambda/lake/tables';
import { processCapture } from '../../lambda/process/process-capture';
import { isObject } from '../../lambda/schema/canonical-json';
import type { Column, ColumnType } from '../../lambda/schema/columns';
import { detectionOf } from '../lambda/alerts/watched-source';
import { MemoryObjectStore } from '../memory-object-store';
import { watching } from '../watching';
import { fuzz } from './fuzz';
import { HostileApi } from './hostile-api';
import { eventText, hostileRecord, hostileText, nested } from './hostile-json';
import { type Ask, inDirectory, searching } from './searched-lake';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const FIRST = eventText({ id: '"first"' });
const LAST = eventText({ id: '"last"' });
const json = (text: string) => JSON.stringify(text);

// Raises an alert for each login, and says in it whatever the event says.
const ECHO = detectionOf({
  title: ({ message }) => String(message?.content),
  dedup: ({ id }) => String(id),
  alertContext: ({ id, attributes }) => ({ id, [String(attributes.actor?.name)]: String(attributes.actor?.email) }),
});

/** Serves a page to the collector and has it processed into a lake in a directory; the receipt says what must be there. */
async function fill(lake: string, records: readonly string[]) {
  const stores = { archive: new MemoryObjectStore(), lake: new DirectoryObjectStore(lake) };
  api.reply = { status: 200, body: `{"data":[${records.join(',')}],"meta":{"next":null}}` };
  await api.collect(stores);
  const [key = ''] = stores.archive.objects.keys();
  return (await processCapture(watching(stores, { detections: [ECHO], notifyDays: Infinity }), key)).receipt;
}

/** The rows of a table as its objects have them, by JSON.parse alone, each with the values that its columns must have. */
async function expectedRows(lake: string, table: Table): Promise<unknown[][]> {
  const store = new DirectoryObjectStore(lake);
  const rows: unknown[][] = [];
  for await (const key of store.list(`events/${table.name}/`)) {
    const lines = gunzipSync((await store.get(key))?.body ?? Buffer.of())
      .toString()
      .trimEnd()
      .split('\n');
    const date = /\/date=([^/]+)\//.exec(key)?.[1];
    for (const line of lines) rows.push([...valuesOf(JSON.parse(line), table.columns), date]);
  }
  return rows;
}

function valuesOf(row: unknown, columns: readonly Column[]): unknown[] {
  return columns.map(({ name, type }) => cell(isObject(row) && Object.hasOwn(row, name) ? row[name] : null, type));
}

function cell(value: unknown, type: ColumnType): unknown {
  if (value === null) return null;
  // Without the zeros at its end.
  if (type === 'timestamp') return String(value).replace(/\.?0{1,3}$/, (end) => (end.startsWith('.') ? '' : end));
  // The engine's driver takes one mark of byte order off the beginning of a text.
  if (typeof type === 'string') return typeof value === 'string' ? value.replace(/^\ufeff/, '') : value;
  if (type.kind === 'array') return Array.isArray(value) ? value.map((each) => cell(each, type.element)) : value;
  const values = valuesOf(value, type.columns);
  return Object.fromEntries(type.columns.map(({ name }, i) => [name, values[i]]));
}

const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();

/** Asks every table for everything, and compares it with the lake's objects. How many rows each has. */
async function expectEverything(lake: string, ask: Ask): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of LAKE_TABLES) {
    const { columns, rows } = await ask(`SELECT * FROM ${table.name}`);
    expect(columns).toEqual([...table.columns.map(({ name }) => name), 'date']);
    expect(sorted(rows)).toEqual(sorted(await expectedRows(lake, table)));
    counts[table.name] = rows.length;
  }
  return counts;
}

const login = hostileText.map((text) =>
  eventText({
    id: json(text),
    message: `{"content":${json(text)}}`,
    location: `{"ip":${json(text)}}`,
    actor: `{"id":${json(text)},"name":${json(text)},"email":${json(text)},"auth":{"tokenLabel":${json(text)}}}`,
    context: `[{"id":${json(text)},"attributes":{${json(text)}:${json(text)}}},null]`,
  }),
);

describe('any records of an API', () => {
  fuzz(
    'every row of every table is found, with the content of every column',
    30,
    fc.array(fc.oneof(hostileRecord, login), { maxLength: 5 }),
    async (hostile) => {
      await inDirectory(async (lake) => {
        const { counts } = await fill(lake, [FIRST, ...hostile, LAST]);

        await searching(lake, async (ask) => {
          expect(await expectEverything(lake, ask)).toEqual({
            atlassian_audit: counts.events,
            panther_audit: 0,
            classification_failures: counts.rejected,
            alerts: counts.alerts,
          });
          const neighbours = await ask("SELECT id FROM atlassian_audit WHERE id IN ('first', 'last') ORDER BY 1");
          expect(neighbours.rows).toEqual([['first'], ['last']]);
        });
      });
    },
  );

  it.each([
    ['half a character in its texts', eventText({ id: '"a\\ud800"', message: '{"content":"\\udc00\\ud800"}' })],
    ['half a character in a name', eventText({}, [['a\ud800', '1']], [['\udfff', '{"\\udbff":["\\ud83d"]}']])],
    ['half a character in what is JSON', eventText({ context: '[{"attributes":{"\\ud800":"\\udc00"}}]' })],
    ['half a character, in what is no event', '{"\\ud800":"\\udc00"}'],
    [
      'numbers beyond 2^53 for texts',
      eventText({ id: '9007199254740993', action: '1e400', message: '{"content":-0}' }),
    ],
    [
      'the columns that are the engine’s',
      eventText({}, [
        ['date', '"1"'],
        ['filename', '"x"'],
        ['ID', '"y"'],
      ]),
    ],
    ['the first day', eventText({ time: '"0001-01-01T00:00:00Z"' })],
    ['the last', eventText({ time: '"9999-12-31T23:59:59.999Z"' })],
    ['a hundred levels', eventText({}, [['deep', nested(98)]], [['deep', nested(98)]])],
    ['nulls all over', eventText({ actor: 'null', context: '[null]', location: '{"ip":null}', message: 'null' })],
  ])('no table becomes unreadable because of %s', async (_name, record) => {
    await inDirectory(async (lake) => {
      await fill(lake, [FIRST, record, LAST]);

      const found = await searching(lake, (ask) => expectEverything(lake, ask));

      expect((found.atlassian_audit ?? 0) + (found.classification_failures ?? 0)).toBe(3);
    });
  });

  it('no table becomes unreadable because of a record nearly as large as a page', async () => {
    await inDirectory(async (lake) => {
      await fill(lake, [FIRST, `"${'\\"'.repeat(10 * 2 ** 20)}"`, LAST]);

      const { rows } = await searching(lake, (ask) => ask('SELECT length(payload) FROM classification_failures'));

      expect(rows).toEqual([[20 * 2 ** 20 + 2]]);
    });
  });

  it('no folder above the lake becomes a column', async () => {
    await inDirectory(async (directory) => {
      const lake = join(directory, 'id=7', 'date=1999-01-01', 'env=prod');
      await fill(lake, [FIRST, LAST]);

      const found = await searching(lake, (ask) => expectEverything(lake, ask));

      expect(found).toMatchObject({ atlassian_audit: 2, alerts: 2 });
    });
  });
});
