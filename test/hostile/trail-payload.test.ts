import fc from 'fast-check';
import { archiveEvents } from '../../lambda/collect/archive-events';
import { canonicalJson, isObject } from '../../lambda/schema/canonical-json';
import { deliveredEvents } from '../../lambda/sources/deployment/deliveries';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { fuzz } from './fuzz';
import { processAll } from './hostile-api';
import { hostileJson, hostileText, nested } from './hostile-json';
import { rowsIn } from './lake-rows';

const ACTION = {
  id: '"a-1"',
  name: '"REPLAY_CAPTURES"',
  description: '"Captures were processed again"',
  result: '"SUCCEEDED"',
  errors: '[]',
  actor: '{"id":"ada","type":"USER","attributes":{}}',
  parameters: '{"captures":3}',
  about: 'null',
};
const quoted = (text: string) => JSON.stringify(text);
const objectOf = (fields: Readonly<Record<string, string>>, more: readonly (readonly [string, string])[] = []) =>
  `{${[...Object.entries(fields), ...more].map(([name, value]) => `${quoted(name)}:${value}`)}}`;

const parameters = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom('__proto__', 'constructor', 'p_row_id'), hostileText), hostileJson), {
    maxLength: 3,
  })
  .map((fields) => objectOf({}, fields));
const actor = fc
  .tuple(hostileText, fc.constantFrom('"USER"', '"TOKEN"', '"ROOT"'), hostileText, fc.oneof(parameters, hostileJson))
  .map(([id, type, name, attributes]) => objectOf({ id: quoted(id), type, name: quoted(name), attributes }));
const text = fc.oneof(hostileText.map(quoted), hostileText.map(quoted), hostileJson);
const changes = fc.record(
  {
    id: text,
    name: text,
    description: text,
    about: text,
    parameters: fc.oneof(parameters, hostileJson),
    actor,
    result: fc.oneof(fc.constantFrom('"FAILED"', '"PARTIALLY_FAILED"'), hostileJson),
    errors: fc.oneof(
      fc.array(hostileText).map((texts) => JSON.stringify(texts)),
      hostileJson,
    ),
  },
  { requiredKeys: [] },
);
const more = fc.array(fc.tuple(fc.oneof(fc.constantFrom('__proto__', 'event', 'action'), hostileText), hostileJson), {
  maxLength: 1,
});
const payload = fc.oneof(
  {
    arbitrary: fc
      .tuple(changes, more)
      .map(([changed, added]) => `{"ownAction":${objectOf({ ...ACTION, ...changed }, added)}}`),
    weight: 4,
  },
  fc
    .tuple(changes, more)
    .map(([changed, added]) => objectOf({ ownAction: objectOf({ ...ACTION, ...changed }) }, added)),
  hostileJson.map((value) => `{"ownAction":${value}}`),
  fc.constantFrom(
    `{"ownAction":${nested(1000)}}`,
    `{"ownAction":${objectOf({ ...ACTION, parameters: `{"deep":${nested(1000)}}` })}}`,
    `{"ownAction":${objectOf({ ...ACTION, parameters: `{"deep":${nested(50)}}` })}}`,
    `{"ownAction":${objectOf({ ...ACTION, errors: JSON.stringify(Array(1000).fill('x'.repeat(1000))) })}}`,
  ),
);

async function kept(started: unknown) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  const happenings = deliveredEvents(started);
  const keeping = {
    ...stores,
    source: 'deployment',
    clock: new ManualClock(),
    logger: new SilentLogger(),
    version: '1',
    metrics: { publish: async () => {} },
  };
  const fresh = await archiveEvents(keeping, happenings);
  await processAll(stores);
  return { happenings, fresh, rows: rowsIn(stores.lake) };
}

async function expectWhole(given: string): Promise<void> {
  const started: unknown = JSON.parse(given);

  const { happenings, fresh, rows } = await kept(started);

  const [happening] = happenings;
  const whole = isObject(started) && 'ownAction' in started ? started.ownAction : started;
  const all = happening && 'action' in happening ? [happening.action, whole] : [happening?.event, started];
  expect(canonicalJson(all[0])).toBe(canonicalJson(all[1]));
  expect([happenings.length, fresh, rows.length]).toEqual([1, 1, 1]);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

describe('any reported action of an operator', () => {
  fuzz(
    'it is archived completely, as that action or as an event, and is one row in the lake',
    120,
    payload,
    expectWhole,
  );

  it('it is archived completely when it nests 100,000 levels', async () => {
    await expectWhole(`{"ownAction":${objectOf({ ...ACTION, parameters: `{"deep":${nested(100_000)}}` })}}`);
  });
});
