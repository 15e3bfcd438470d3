import fc from 'fast-check';
import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { canonicalJson, recordDigest } from '../../lambda/schema/canonical-json';
import { someOf } from '../depth';
import { MemoryObjectStore } from '../memory-object-store';
import { fuzz } from './fuzz';
import { HostileApi, processAll, SOURCE } from './hostile-api';
import { eventText, hostileRecord, nested } from './hostile-json';
import { exactly, fieldsAsKept, rowsIn } from './lake-rows';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const OWN_COLUMNS = new Set([
  ...['p_log_type', 'p_row_id', 'p_event_time', 'p_parse_time', 'p_source_label', 'p_source_file'],
  ...['ip_addresses', 'domain_names', 'emails', 'usernames', 'actor_ids'].map((column) => `p_any_${column}`),
]);
const KNOWN_FIELDS = new Set(['type', 'id', 'links', 'message', 'attributes', 'relations']);
const FIRST = eventText({ id: '"first"' });
const LAST = eventText({ id: '"last"' });

/** Serves a page to the collector twice, processes what it archived, and gives the rows of the lake. */
async function journey(records: readonly string[]) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  const body = `{"data":[${records.join(' ,')}], "meta":{"next":null}}`;
  api.reply = { status: 200, body };
  const first = await api.collect(stores);
  const second = await api.collect(stores);
  const receipts = await processAll(stores);
  return { stores, body, first, second, receipts, rows: rowsIn(stores.lake) };
}

describe('any value as a record in a page', () => {
  fuzz(
    "is archived byte for byte and is in the lake exactly once, with the product's own columns",
    100,
    fc.array(hostileRecord, { maxLength: 5 }),
    async (hostile) => {
      const records = [FIRST, ...hostile, LAST];

      const { stores, body, first, second, receipts, rows } = await journey(records);

      const distinct = new Set(records.map((record) => recordDigest(exactly(record))));
      expect(first).toMatchObject({ ending: { kind: 'caught-up' }, tally: { captures: 1, records: distinct.size } });
      expect(second.tally).toMatchObject({ captures: 0, records: 0 });
      const key = captureKey(SOURCE, 1);
      const capture = decodeCapture(key, stores.archive.objects.get(key) ?? Buffer.of());
      expect(Buffer.from(capture.body).toString('latin1')).toBe(Buffer.from(body).toString('latin1'));

      expect(rows).toHaveLength(distinct.size);
      const [receipt] = receipts;
      expect(receipt?.counts).toEqual({
        records: records.length,
        events: rows.filter((row) => row.key.startsWith('events/atlassian_audit/')).length,
        rejected: rows.filter((row) => row.key.startsWith('events/classification_failures/')).length,
        duplicates: records.length - distinct.size,
        alerts: 0,
      });
      expect(new Set(rows.map(({ row }) => row.p_row_id)).size).toBe(distinct.size);
      for (const { row } of rows) {
        expect(Object.keys(row).filter((name) => /^p_/i.test(name) && !OWN_COLUMNS.has(name))).toEqual([]);
        expect(row).toMatchObject({
          p_log_type: 'Atlassian.Audit',
          p_row_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          p_event_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
          p_parse_time: '2026-11-22 10:00:00.000',
          p_source_label: SOURCE,
          p_source_file: key,
        });
      }
      expect(rows.map(({ row }) => row.id)).toEqual(expect.arrayContaining(['first', 'last']));
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  fuzz('is in the lake with all its content', 100, hostileRecord, async (record) => {
    const { rows } = await journey([record]);

    const exact = exactly(record);
    const [{ key, row } = { key: '', row: {} }] = rows;
    if (key.startsWith('events/classification_failures/')) {
      expect(row.payload).toBe(canonicalJson(exact));
    } else {
      const own = Object.entries(row).filter(([name]) => !OWN_COLUMNS.has(name) && !KNOWN_FIELDS.has(name));
      const sent = fieldsAsKept(exact).filter(([name]) => !KNOWN_FIELDS.has(name));
      expect(new Map(own)).toEqual(new Map(sent));
    }
  });

  it.each(
    someOf(
      [
        ['a list that nests 100,000 levels', nested(100_000)],
        ['a field that nests 100,000 levels', eventText({}, [['deep', nested(100_000)]])],
        ['a known field that nests 100,000 levels', eventText({ actor: nested(100_000) })],
        ['a name of 100,000 levels of names', `${'{"a":'.repeat(100_000)}1e400${'}'.repeat(100_000)}`],
      ],
      2,
    ),
  )('becomes a classification failure, and the records around it do not: %s', async (_name, record) => {
    const { rows } = await journey([FIRST, record, LAST]);

    expect(rows.map(({ row }) => row.id ?? row.payload)).toEqual(
      expect.arrayContaining(['first', 'last', expect.stringContaining('[[[[[[')].slice(0, 2)),
    );
    expect(rows.filter(({ key }) => key.startsWith('events/classification_failures/'))).toHaveLength(1);
  });

  const MANY = 6 * 2 ** 20;

  it.each(
    someOf(
      [
        ['a time', { time: `"2026-11-22T09:00:00.${'9'.repeat(MANY)}Z"` }],
        ['a time of processing', { processedAt: `"2026-11-22T09:00:00.${'9'.repeat(MANY)}Z"` }],
      ],
      2,
    ),
  )(
    'becomes a classification failure, and the records around it do not, with %s of megabytes',
    async (_name, fields) => {
      const { rows, second } = await journey([FIRST, eventText({ id: '"long"', ...fields }), LAST]);

      expect(rows.map(({ row }) => row.id ?? row.record_id).sort()).toEqual(['first', 'last', 'long']);
      expect(rows.filter(({ key }) => key.startsWith('events/classification_failures/'))).toHaveLength(1);
      expect(second.tally).toMatchObject({ captures: 0 });
    },
  );

  it('keeps every digit of a number of megabytes', async () => {
    const number = `1${'0'.repeat(MANY)}1`;
    const { rows, second } = await journey([FIRST, eventText({ id: '"long"' }, [['count', number]]), LAST]);

    expect(rows.map(({ row }) => row.id).sort()).toEqual(['first', 'last', 'long']);
    expect(rows.some(({ row }) => row.count === number)).toBe(true);
    expect(second.tally).toMatchObject({ captures: 0 });
  });

  it.each(['p_row_id', 'P_ROW_ID', 'p_source_label', 'P_Event_Time', 'p_'])(
    'cannot forge %s, in any case',
    async (name) => {
      const { rows } = await journey([eventText({}, [[name, '"forged"']])]);

      expect(rows).toEqual([
        expect.objectContaining({
          row: expect.objectContaining({ path: name, error: 'names that begin with p_ are reserved for Keepwatch' }),
        }),
      ]);
    },
  );
});
