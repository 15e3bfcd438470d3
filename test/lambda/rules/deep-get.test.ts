import { deepGet, deepList, deepText } from '../../../lambda/rules/deep-get';

const value: unknown = JSON.parse(
  '{"a":{"list":[{"b":"text"},null],"zero":0,"no":false,"empty":"","none":null},"__proto__":{"b":"a field"}}',
);

describe('deepGet', () => {
  it.each<[(string | number)[], unknown]>([
    [['a', 'list', 0, 'b'], 'text'],
    [['a', 'list', '0', 'b'], 'text'],
    [['a', 'none'], null],
    [['a', 'zero'], 0],
    [['__proto__', 'b'], 'a field'],
    [['a', 'none', 'b'], undefined],
    [['a', 'list', 1, 'b'], undefined],
    [['a', 'list', 9], undefined],
    [['a', 'list', -1], undefined],
    [['a', 'list', 0, 'b', 'length'], undefined],
    [['a', '__proto__'], undefined],
    [['a', 'toString'], undefined],
    [['a', 'constructor', 'prototype'], undefined],
    [['a', 'list', 'map'], undefined],
  ])('%j leads to %j', (path, expected) => {
    expect(deepGet(value, ...path)).toBe(expected);
  });

  it.each([undefined, null, 'text', 7, true])('finds nothing in %j', (nothing) => {
    expect([deepGet(nothing, 'a'), deepText(nothing, 'a'), deepList(nothing, 'a')]).toEqual([undefined, undefined, []]);
  });
});

describe('deepText', () => {
  it.each<[string, string | undefined]>([
    ['zero', '0'],
    ['no', 'false'],
    ['empty', undefined],
    ['none', undefined],
    ['list', undefined],
  ])('takes %s for %j', (name, expected) => {
    expect(deepText(value, 'a', name)).toBe(expected);
  });
});

describe('deepList', () => {
  it('is what stands there when that is a list, and empty otherwise', () => {
    expect(deepList(value, 'a', 'list')).toEqual([{ b: 'text' }, null]);
    expect(deepList(value, 'a')).toEqual([]);
    expect(deepList(value, 'a', 'list', 0, 'b')).toEqual([]);
  });
});
