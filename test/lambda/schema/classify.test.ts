import { classifierFor } from '../../../lambda/schema/classify';
import { JsonText } from '../../../lambda/schema/json-text';
import type { Field, FieldType, Schema } from '../../../lambda/schema/language';

const LONG_INTEGER = new JsonText('number', '9007199254740993');
const HUGE = new JsonText('number', '1e400');
const described = (name: string, type: FieldType): Field => ({ ...type, name, description: name });
const schemaOf = (...fields: Field[]): Schema => ({
  schema: 'Atlassian.Audit',
  description: '',
  referenceURL: '',
  fields,
});
const classifyValue = (type: FieldType, value: unknown) => classifierFor(schemaOf(described('x', type)))({ x: value });

describe('a field of a type', () => {
  it.each<[string, FieldType, unknown, unknown]>([
    ['a string', { type: 'string' }, 'text', 'text'],
    ['a string given as a number', { type: 'string' }, 1.5, '1.5'],
    ['a string given as a boolean', { type: 'string' }, false, 'false'],
    ['an empty string', { type: 'string' }, '', ''],
    ['a string of a megabyte', { type: 'string' }, 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)],
    ['null, whatever the type', { type: 'object', fields: [] }, null, null],
    ['an int', { type: 'int' }, -(2 ** 31), -(2 ** 31)],
    ['a smallint', { type: 'smallint' }, 32_767, 32_767],
    ['a bigint', { type: 'bigint' }, 2 ** 53, 2 ** 53],
    ['a bigint beyond 2^53, as text', { type: 'bigint' }, LONG_INTEGER, '9007199254740993'],
    ['a string given as a long number', { type: 'string' }, LONG_INTEGER, '9007199254740993'],
    ['a float', { type: 'float' }, 0.1, 0.1],
    ['a float that a double rounds', { type: 'float' }, new JsonText('number', '0.10000000000000000001'), 0.1],
    ['a boolean', { type: 'boolean' }, true, true],
    ['a list', { type: 'array', element: { type: 'string' } }, ['a', 1, null], ['a', '1', null]],
    ['a json object, as text', { type: 'json' }, { b: [1], a: null }, '{"b":[1],"a":null}'],
    ['a json text, as JSON text', { type: 'json' }, 'text', '"text"'],
    [
      'a time, as it was written',
      { type: 'timestamp', timeFormat: 'rfc3339' },
      '2021-04-01T22:55:18Z',
      '2021-04-01T22:55:18Z',
    ],
    ['an empty time', { type: 'timestamp', timeFormat: 'rfc3339' }, '', ''],
    ['a time in milliseconds', { type: 'timestamp', timeFormat: 'unix_ms' }, 1617317718123, 1617317718123],
    ['an empty object', { type: 'object', fields: [] }, {}, {}],
  ])('keeps %s', (_name, type, value, expected) => {
    const classified = classifyValue(type, value);
    expect(JSON.parse(JSON.stringify(classified))).toMatchObject({ kind: 'event', fields: { x: expected } });
  });

  it.each<[string, FieldType, unknown, string, string]>([
    ['an object for a string', { type: 'string' }, {}, 'x', 'expected string, received object'],
    ['a list for a string', { type: 'string' }, [], 'x', 'expected string, received array'],
    ['a text for an object', { type: 'object', fields: [] }, 'a', 'x', 'expected object, received string'],
    [
      'an object for a list',
      { type: 'array', element: { type: 'string' } },
      {},
      'x',
      'expected array, received object',
    ],
    [
      'a wrong element',
      { type: 'array', element: { type: 'string' } },
      ['a', {}],
      'x[1]',
      'expected string, received object',
    ],
    [
      'a broken time',
      { type: 'timestamp', timeFormat: 'rfc3339' },
      'soon',
      'x',
      'expected time in the format rfc3339, received string',
    ],
    [
      'a number for a time',
      { type: 'timestamp', timeFormat: 'rfc3339' },
      5,
      'x',
      'expected time in the format rfc3339, received number 5',
    ],
    ['an int beyond 32 bits', { type: 'int' }, 2 ** 31, 'x', 'expected 32-bit integer, received number 2147483648'],
    ['a fraction for an int', { type: 'int' }, 1.5, 'x', 'expected 32-bit integer, received number 1.5'],
    ['a text for a bigint', { type: 'bigint' }, '1.5', 'x', 'expected integer, received string'],
    ['a text for a float', { type: 'float' }, '1', 'x', 'expected number, received string'],
    [
      'a number beyond all floats',
      { type: 'float' },
      HUGE,
      'x',
      'expected number, received a number too long for JavaScript',
    ],
    [
      'a long fraction for a bigint',
      { type: 'bigint' },
      HUGE,
      'x',
      'expected integer, received a number too long for JavaScript',
    ],
    [
      'a long number for an object',
      { type: 'object', fields: [] },
      HUGE,
      'x',
      'expected object, received a number too long for JavaScript',
    ],
    [
      'an object that says a thing twice',
      { type: 'object', fields: [] },
      new JsonText('object', '{"a":1,"a":2}'),
      'x',
      'expected object, received object with a repeated name',
    ],
    ['a text for a boolean', { type: 'boolean' }, 'true', 'x', 'expected boolean, received string'],
  ])('rejects %s with its path', (_name, type, value, path, reason) => {
    expect(classifyValue(type, value)).toEqual({ kind: 'failure', path, reason });
  });
});

describe('a required field', () => {
  const required = classifierFor(schemaOf({ name: 'x', description: '', type: 'json', required: true }));

  it.each([
    ['', '""'],
    [0, '0'],
    [false, 'false'],
    [{}, '{}'],
    [[], '[]'],
  ])('is satisfied by %j', (value, text) => {
    expect(required({ x: value })).toMatchObject({ kind: 'event', fields: { x: text } });
  });

  it.each([[{ x: null }], [{}]])('is not satisfied by %j', (record) => {
    expect(required(record)).toEqual({ kind: 'failure', path: 'x', reason: 'required, but missing or null' });
  });

  it('is not satisfied by an empty time', () => {
    const field: Field = { name: 't', description: '', type: 'timestamp', timeFormat: 'rfc3339', required: true };
    expect(classifierFor(schemaOf(field))({ t: '' })).toMatchObject({ kind: 'failure', path: 't' });
  });
});

describe('a record', () => {
  const classify = classifierFor(
    schemaOf(
      described('second', { type: 'timestamp', timeFormat: 'rfc3339', isEventTime: true }),
      described('first', { type: 'timestamp', timeFormat: 'rfc3339', isEventTime: true }),
      described('inner', { type: 'object', fields: [described('known', { type: 'string' })] }),
    ),
  );

  it.each([
    [null, 'null'],
    ['text', 'string'],
    [[1], 'array'],
    [7, 'number 7'],
  ])('that is %j is not an object', (record, name) => {
    expect(classify(record)).toEqual({ kind: 'failure', path: '', reason: `expected object, received ${name}` });
  });

  it('keeps unknown fields, keys named __proto__ included, and pollutes nothing', () => {
    const record = JSON.parse('{"new":{"a":[1]},"__proto__":{"polluted":1},"inner":{"known":1,"__proto__":2,"x":3}}');

    const classified = classify(record);

    expect(classified.kind).toBe('event');
    expect(JSON.stringify(classified.kind === 'event' && classified.fields)).toBe(
      '{"inner":{"known":"1","__proto__":2,"x":3},"new":{"a":[1]},"__proto__":{"polluted":1}}',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('takes the first event time in schema order that is not empty', () => {
    const times = (first: string, second: string) => {
      const classified = classify({ first, second });
      return classified.kind === 'event' ? classified.eventTime : classified;
    };
    const a = '2021-01-01T00:00:00Z';
    const b = '2022-01-01T00:00:00Z';
    expect([times(a, b), times(a, ''), times('', '')]).toEqual([Date.parse(b), Date.parse(a), undefined]);
  });

  it('may not use the names that Keepwatch adds', () => {
    expect(classify({ p_event_time: '2021-01-01' })).toMatchObject({ kind: 'failure', path: 'p_event_time' });
  });

  it.each([
    ['a field of the schema', { FIRST: 'x' }, 'FIRST'],
    ['another that the schema does not know', { url: 1, Url: 2 }, 'Url'],
  ])('may not have a name that differs only in case from that of %s', (_name, record, path) => {
    expect(classify(record)).toEqual({ kind: 'failure', path, reason: 'differs from another name only in case' });
  });

  it('keeps as text what has such names further in, and nothing else', () => {
    const record = { more: { list: [{ url: 1, URL: 2 }] }, other: { url: 1, list: [{ url: 2 }] } };
    expect(classify(record)).toMatchObject({
      kind: 'event',
      fields: { more: '{"list":[{"url":1,"URL":2}]}', other: { url: 1, list: [{ url: 2 }] } },
    });
  });

  it('is rejected when it nests deeper than the readers of the lake can follow', () => {
    const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    expect([classify(deep(100)).kind, classify(deep(101)).kind, classify(deep(100_000)).kind]).toEqual([
      'event',
      'failure',
      'failure',
    ]);
  });
});
