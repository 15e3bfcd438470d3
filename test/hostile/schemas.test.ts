import fc from 'fast-check';
import { canonicalJson, isObject } from '../../lambda/schema/canonical-json';
import { classifierFor } from '../../lambda/schema/classify';
import { parseExactly } from '../../lambda/schema/exact-json';
import type { Field, FieldType, Schema } from '../../lambda/schema/language';
import { fuzz } from './fuzz';
import { hostileJson, hostileText } from './hostile-json';

const NAMES = ['id', 'time', 'actor', 'list', 'any', '__proto__', 'constructor', 'toJSON', ''];
const indicators = fc.subarray(['ip', 'email', 'username', 'url', 'domain', 'actor_id', 'trace_id', 'sha256'] as const);

/** Any schema that the language allows, its names included. */
const anyType = fc.letrec<{ type: FieldType; fields: Field[] }>((tie) => ({
  fields: fc.uniqueArray(
    fc
      .tuple(fc.constantFrom(...NAMES), fc.boolean(), tie('type'))
      .map(([name, required, type]): Field => ({ ...type, name, description: '', ...(required && { required }) })),
    { selector: ({ name }) => name, maxLength: 5 },
  ),
  type: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constant('string' as const), indicators }),
    fc.record({
      type: fc.constant('timestamp' as const),
      timeFormat: fc.constantFrom('rfc3339' as const, 'unix' as const, 'unix_ms' as const),
      isEventTime: fc.constant(true as const),
    }),
    fc.record({
      type: fc.constantFrom(
        'int' as const,
        'smallint' as const,
        'bigint' as const,
        'float' as const,
        'boolean' as const,
      ),
    }),
    fc.record({
      type: fc.constant('json' as const),
      indicatorsAt: fc.dictionary(fc.constantFrom(...NAMES), indicators, { maxKeys: 2 }),
    }),
    fc.record({ type: fc.constant('array' as const), element: tie('type') }),
    fc.record({ type: fc.constant('object' as const), fields: tie('fields') }),
  ),
}));

/** The text of a record that has a schema's fields, most of them as they should be. */
function recordOf(fields: readonly Field[]): fc.Arbitrary<string> {
  const members = fields.map((field) =>
    fc
      .oneof({ weight: 5, arbitrary: fitting(field) }, { weight: 1, arbitrary: hostileJson })
      .map((text) => `${JSON.stringify(field.name)}:${text}`),
  );
  return fc.tuple(...members).map((texts) => `{${texts.join(',')}}`);
}

function fitting(type: FieldType): fc.Arbitrary<string> {
  switch (type.type) {
    case 'string':
      return hostileText.map((text) => JSON.stringify(text));
    case 'timestamp':
      return fc.constantFrom('"2026-11-22T09:00:00Z"', '1795341600', '"1795341600000"', '"0001-01-01T00:00:00Z"', '""');
    case 'int':
    case 'smallint':
    case 'bigint':
    case 'float':
      return fc.oneof(fc.integer({ min: -9, max: 9 }).map(String), fc.constantFrom('2147483648', '1e400', '0.5'));
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'json':
      return hostileJson;
    case 'array':
      return fc.array(fitting(type.element), { maxLength: 3 }).map((texts) => `[${texts.join(',')}]`);
    case 'object':
      return recordOf(type.fields);
  }
}

const schemaAndRecord = anyType.fields.chain((fields) => {
  const schema: Schema = { schema: 'Atlassian.Audit', description: '', referenceURL: '', fields };
  return fc.oneof({ weight: 4, arbitrary: recordOf(fields) }, hostileJson).map((text) => ({ schema, text }));
});

describe('any schema and any record', () => {
  fuzz(
    'classification returns a complete event, or a failure that says where and why',
    2000,
    schemaAndRecord,
    (given) => {
      const [record] = [parseExactly(`[${given.text}]`)].flat();
      const before = canonicalJson(record);

      const classified = classifierFor(given.schema)(record);

      expect(canonicalJson(record)).toBe(before);
      if (classified.kind === 'failure') {
        expect(classified.reason).not.toBe('');
        return;
      }
      if (!isObject(record)) throw new Error('What is no object is no event.');
      expect(Object.keys(classified.fields).sort()).toEqual(Object.keys(record).sort());
      for (const { name, required } of given.schema.fields) {
        const value = Object.getOwnPropertyDescriptor(classified.fields, name)?.value ?? null;
        if (required) expect(value).not.toBeNull();
      }
      const row: unknown = JSON.parse(JSON.stringify({ ...classified.fields, ...classified.indicators }));
      expect(isObject(row) && Object.keys(classified.fields).every((name) => Object.hasOwn(row, name))).toBe(true);
      for (const values of Object.values(classified.indicators)) {
        expect(values).toEqual([...new Set(values)].sort());
      }
    },
  );
});
