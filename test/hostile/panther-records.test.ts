import fc from 'fast-check';
import { KeepwatchError } from '../../lambda/errors';
import { canonicalJson, isObject, recordDigest } from '../../lambda/schema/canonical-json';
import { pantherAudit } from '../../lambda/sources/panther/panther-audit';
import { someOf } from '../depth';
import { MemoryObjectStore } from '../memory-object-store';
import { fuzz } from './fuzz';
import { API_KEY, processAll } from './hostile-api';
import { hostileJson, hostileText, nested } from './hostile-json';
import { exactly, fieldsAsKept, rowsIn } from './lake-rows';
import { HostilePanther, ROW_FIELDS, resultsText, rowText } from './panther-api';

const api = new HostilePanther();
beforeAll(() => api.start());
afterAll(() => api.stop());

const KNOWN_FIELDS = new Set<string>(pantherAudit.fields.map(({ name }) => name));
const FIRST = rowText({ actionName: '"first"' });
const LAST = rowText({ actionName: '"last"' });

const field = fc.oneof(
  fc.constantFrom(...ROW_FIELDS, '__proto__', 'P_ROW_ID', 'p_any_emails', 'ActionName'),
  hostileText,
);
const hostileRow = fc.oneof(
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...ROW_FIELDS), hostileJson, { maxKeys: 3 }),
      fc.array(fc.tuple(field, hostileJson), { maxLength: 2 }),
    )
    .map(([changed, more]) => rowText(changed, more)),
  hostileJson,
);

/** A row of the audit table without what Panther adds to it. */
function recordIn(row: string): unknown {
  const whole = exactly(row);
  if (!isObject(whole)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !/^p_/i.test(name)));
}

/** Serves rows to the collector twice, processes what it archived, and gives the rows of the lake. */
async function journey(nodes: readonly string[]) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  api.serve([{ status: 200, body: resultsText(nodes) }]);
  const first = await api.collect(stores);
  const second = await api.collect(stores);
  const [receipt] = await processAll(stores);
  return { first, second, receipt, rows: rowsIn(stores.lake) };
}

describe("any value as a row of Panther's results", () => {
  fuzz(
    'is in the lake exactly once, and so are the rows around it',
    50,
    fc.array(hostileRow, { maxLength: 5 }),
    async (hostile) => {
      const nodes = [FIRST, ...hostile, LAST];

      const { first, second, receipt, rows } = await journey(nodes);

      const distinct = new Set(nodes.map((node) => recordDigest(recordIn(node))));
      expect(first.tally).toMatchObject({ captures: 1, records: distinct.size });
      expect(second.tally).toMatchObject({ captures: 0, records: 0 });
      expect(rows).toHaveLength(distinct.size);
      expect(new Set(rows.map(({ row }) => row.p_row_id)).size).toBe(distinct.size);
      expect(receipt?.counts).toMatchObject({ records: nodes.length, duplicates: nodes.length - distinct.size });
      expect(rows.map(({ row }) => row.actionName)).toEqual(expect.arrayContaining(['first', 'last']));
      for (const { row } of rows) expect(row.p_log_type).toBe('Panther.Audit');
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  fuzz('is in the lake with all its content', 50, hostileRow, async (node) => {
    const { rows } = await journey([node]);

    const [{ key, row } = { key: '', row: {} }] = rows;
    if (key.startsWith('events/classification_failures/')) {
      expect(row.payload).toBe(canonicalJson(exactly(node)));
    } else {
      const own = Object.entries(row).filter(([name]) => !name.startsWith('p_') && !KNOWN_FIELDS.has(name));
      const sent = fieldsAsKept(recordIn(node)).filter(([name]) => !KNOWN_FIELDS.has(name));
      expect(new Map(own)).toEqual(new Map(sent));
    }
  });

  it.each(
    someOf(
      [
        ['nests 100,000 levels', nested(100_000)],
        ['nests 100,000 levels in its parameters', rowText({ actionParams: nested(100_000) })],
        ['has a name twice', rowText({}, [['actionName', '"other"']])],
        ['has a name twice but for its case', rowText({}, [['ACTIONNAME', '"other"']])],
        ['has no time', rowText({ timestamp: 'null' })],
      ],
      2,
    ),
  )('becomes a classification failure, and the rows around it do not, when it %s', async (_name, node) => {
    const { rows } = await journey([FIRST, node, LAST]);

    const failures = rows.filter(({ key }) => key.startsWith('events/classification_failures/'));
    expect([rows.length, failures.length]).toEqual([3, 1]);
    expect(failures[0]?.row.payload).toBe(canonicalJson(exactly(node)));
  });

  it.each([
    ['numbers beyond 2^53', '{"n":9007199254740993}', '{"n":9007199254740992}'],
    ['halves of characters', '{"n":"\\ud800"}', '{"n":"\\ud801"}'],
    ['halves and the mark for them', '{"n":"\\ud800"}', '{"n":"\ufffd"}'],
    ['a parameter named __proto__', '{"__proto__":1}', '{}'],
    ['a name twice', '{"a":1,"a":2}', '{"a":2}'],
  ])('is two records that differ in %s', async (_name, one, other) => {
    const { rows } = await journey([rowText({ actionParams: one }), rowText({ actionParams: other })]);

    expect(new Set(rows.map(({ row }) => row.p_row_id)).size).toBe(2);
    expect(new Set(rows.map(({ row }) => row.actionParams)).size).toBe(2);
  });
});

it("Panther's own columns do not change the identity of a row", async () => {
  const { rows } = await journey([
    FIRST,
    rowText({ actionName: '"first"', p_row_id: nested(3) }, [['P_NEW', '1e400']]),
  ]);

  expect(rows).toHaveLength(1);
});

describe('any cursors of Panther', () => {
  const cursor = fc.oneof(fc.constantFrom('null', '""', '"a"', '"b"', `"${'x'.repeat(8192)}"`), hostileJson);
  const page = fc.record({
    ids: fc.array(fc.nat(3), { maxLength: 2 }),
    cursor,
    more: fc.constantFrom('true', 'true', 'false', 'null'),
  });

  fuzz(
    'the run ends with its records archived once, or says why not',
    50,
    fc.array(page, { minLength: 1, maxLength: 6 }),
    async (pages) => {
      const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
      const bodies = pages.map(({ ids, ...page }) =>
        resultsText(
          ids.map((id) => rowText({ actionName: `"a-${id}"` })),
          page.cursor,
          page.more,
        ),
      );
      api.serve(bodies.map((body) => ({ status: 200, body })));

      const outcome = await api.collect(stores).then(
        () => 'ended',
        (error: unknown) => (error instanceof KeepwatchError ? String(error) : error),
      );

      expect(outcome).toMatch(/^(ended$|ApiUnavailableError: .*documented JSON|ApiRefusedError: )/);
      expect(outcome).not.toContain(API_KEY);
      expect(api.operations.length).toBeLessThanOrEqual(100);
      const receipts = await processAll(stores);
      const events = receipts.reduce((sum, { counts }) => sum + counts.events, 0);
      expect(events).toBeLessThanOrEqual(new Set(pages.flatMap(({ ids }) => ids)).size);
    },
  );

  it('endless pages without new records end the run', async () => {
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
    let asked = 0;
    api.serve([
      (_request, response) => {
        asked += 1;
        response.end(resultsText(asked < 5 ? [] : [rowText()], `"c-${asked}"`, 'true'));
      },
    ]);

    expect((await api.collect(stores)).tally.records).toBe(1);

    expect(asked).toBeLessThan(40);
  });
});
