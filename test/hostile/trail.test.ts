import fc from 'fast-check';
import { archiveEvents } from '../../lambda/collect/archive-events';
import { canonicalJson, isObject } from '../../lambda/schema/canonical-json';
import { parseExactly } from '../../lambda/schema/exact-json';
import { someOf } from '../depth';
import { CALLERS, cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { fuzz } from './fuzz';
import { processAll } from './hostile-api';
import { hostileJson, hostileText, nested } from './hostile-json';
import { type LakeRow, rowsIn } from './lake-rows';

const FIRST = cloudTrailEvent({ eventID: 'first', userIdentity: CALLERS.user });
const LAST = cloudTrailEvent({ eventID: 'last', userIdentity: CALLERS.root });

function trail() {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  const clock = new ManualClock(Date.parse('2026-11-25T10:00:05Z'));
  const keep = (event: unknown) =>
    archiveEvents(
      {
        ...stores,
        source: 'deployment',
        clock,
        logger: new SilentLogger(),
        metrics: { publish: async () => {} },
        version: '1',
      },
      [{ event }],
    );
  return { ...stores, clock, keep };
}

/** Delivers an event between two others, and each of them a second time, later; gives the rows of the lake. */
async function journey(event: unknown) {
  const { archive, lake, clock, keep } = trail();
  const fresh: number[] = [];
  for (const each of [FIRST, event, LAST]) fresh.push(await keep(each));
  clock.advance(60_000);
  for (const each of [FIRST, event, LAST]) fresh.push(await keep(each));
  await processAll({ archive, lake });
  const rows = rowsIn(lake);
  const others = [FIRST, LAST].map(({ eventID }) => `"eventID":"${eventID}"`);
  const isOther = ({ row }: LakeRow) => others.some((text) => String(row.actionDetails).includes(text));
  const [own, ...more] = rows.filter((row) => !isOther(row));
  expect([rows.length, more.length]).toEqual([3, 0]);
  return { fresh, key: own?.key ?? '', row: own?.row ?? {} };
}

/** All that an event says, as its row has it. */
function eventIn({ actionDetails, actionParams }: LakeRow['row']): unknown {
  const details = asJson(actionDetails);
  const parameters = asJson(actionParams);
  const dynamic = isObject(parameters) ? parameters.dynamic : undefined;
  return isObject(details) ? { requestParameters: dynamic, ...details } : details;
}

function asJson(column: unknown): unknown {
  return typeof column === 'string' ? JSON.parse(column) : column;
}

// As the lake has numbers that readers of JSON round: as text.
function asKept(event: unknown): unknown {
  return JSON.parse(JSON.stringify(parseExactly(JSON.stringify(event))));
}

// What Lambda hands over has gone through this: of two equal names the last, and numbers as JavaScript has them.
const handed = (text: string): unknown => JSON.parse(text);

const FIELDS = [
  ...['eventID', 'eventName', 'eventSource', 'eventTime', 'userIdentity', 'requestParameters', 'sourceIPAddress'],
  ...['userAgent', 'errorCode', 'errorMessage', 'sessionCredentialFromConsole', 'responseElements'],
];
const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'EVENTID', 'p_row_id', 'P_Event_Time'), hostileText);
const hostileEvent = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...FIELDS), hostileJson, { maxKeys: 4 }),
    fc.array(fc.tuple(name, hostileJson), { maxLength: 2 }),
  )
  .map(([changed, more]) => {
    const kept = Object.entries(FIRST).filter(([field]) => !Object.hasOwn(changed, field) && field !== 'eventID');
    const fields = [
      ...kept.map(([field, value]) => [field, JSON.stringify(value)]),
      ...Object.entries(changed),
      ...more,
    ];
    return handed(`{${fields.map(([field, value]) => `${JSON.stringify(field)}:${value}`)}}`);
  });

describe('any event of CloudTrail', () => {
  fuzz('it is archived once, as a row with all its content', 120, hostileEvent, async (event) => {
    const { fresh, key, row } = await journey(event);

    expect(fresh).toEqual([1, 1, 1, 0, 0, 0]);
    if (key.startsWith('events/panther_audit/')) {
      expect(row).toMatchObject({ p_log_type: 'Panther.Audit', p_source_label: 'deployment' });
      const said = { requestParameters: {}, ...Object(event) };
      expect(canonicalJson(eventIn(row))).toBe(canonicalJson(asKept(said)));
    } else {
      expect(row.payload).toContain(canonicalJson(parseExactly(JSON.stringify(event))));
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a list', [1]],
    ['a text', 'text'],
    ['a number', 7],
    ['an empty object', {}],
    ['without an id', cloudTrailEvent({ eventID: undefined })],
    ['with an empty id', cloudTrailEvent({ eventID: '' })],
    ['with a list for an id', cloudTrailEvent({ eventID: ['a'] })],
    ['with an id of a megabyte', cloudTrailEvent({ eventID: 'x'.repeat(2 ** 20) })],
    ['with half a character for an id', cloudTrailEvent({ eventID: '\ud800' })],
    [
      'with 100 KB of parameters',
      cloudTrailEvent({ eventID: 'a', requestParameters: { policy: 'x'.repeat(100_000) } }),
    ],
    ['with 10,000 parameters', cloudTrailEvent({ eventID: 'a', requestParameters: { list: Array(10_000).fill({}) } })],
    ['with a list for parameters', cloudTrailEvent({ eventID: 'a', requestParameters: ['x'] })],
    ['with names of JavaScript', handed('{"eventID":"a","__proto__":{"x":1},"constructor":2,"toString":3}')],
    ['with names that differ in case alone', handed('{"eventID":"a","EventID":"b","requestParameters":{"a":1,"A":2}}')],
    [
      'with columns of Keepwatch',
      { eventID: 'a', p_row_id: 'forged', requestParameters: { p_source_label: 'forged' } },
    ],
    ['with halves of characters', cloudTrailEvent({ eventID: 'a', eventName: '\udc00', userAgent: '\ud800x' })],
    [
      'with escapes of a terminal',
      cloudTrailEvent({ eventID: 'a', eventName: '\u001b[2J', sourceIPAddress: '\u009b31m' }),
    ],
    ['with a time of the year 9999', cloudTrailEvent({ eventID: 'a', eventTime: '9999-12-31T23:59:59Z' })],
    ['with a time of the year 1', cloudTrailEvent({ eventID: 'a', eventTime: '0001-01-01T00:00:00Z' })],
    ['with 90 levels', cloudTrailEvent({ eventID: 'a', responseElements: handed(nested(90)) })],
  ])('it is one event in the lake: %s', async (_name, event) => {
    const { fresh, key, row } = await journey(event);

    expect(fresh).toEqual([1, 1, 1, 0, 0, 0]);
    expect(key).toMatch(/^events\/panther_audit\//);
    expect(Object.keys(row).filter((column) => /^p_/i.test(column) && row[column] === 'forged')).toEqual([]);
  });

  it.each(someOf([1000, 100_000], 2))(
    'it becomes a classification failure with all its content when it nests %d levels',
    async (levels) => {
      const event = cloudTrailEvent({ eventID: 'a', requestParameters: { deep: handed(nested(levels)) } });

      const { fresh, key, row } = await journey(event);

      expect(fresh).toEqual([1, 1, 1, 0, 0, 0]);
      expect(key).toMatch(/^events\/classification_failures\//);
      expect(row).toMatchObject({ error: 'nested deeper than 100 levels' });
      expect(row.payload).toContain(nested(levels));
    },
  );

  it('a text that equals the id of an event is another event', async () => {
    const { keep } = trail();

    expect([await keep('a'), await keep({ eventID: 'a' })]).toEqual([1, 1]);
  });

  it.each([[undefined], [''], [['a']], [7]])('all its content identifies it when its id is %j', async (eventID) => {
    const { keep } = trail();
    const [one, other] = ['ada', 'eve'].map((userAgent) => cloudTrailEvent({ eventID, userAgent }));

    expect([await keep(one), await keep(other), await keep(one)]).toEqual([1, 1, 0]);
  });

  it('an empty event is archived once too', async () => {
    const { archive, lake, clock, keep } = trail();

    expect(await keep(null)).toBe(1);
    clock.advance(1000);
    expect(await keep(null)).toBe(0);

    const [receipt] = await processAll({ archive, lake });
    expect(receipt?.counts.records).toBe(1);
  });
});
