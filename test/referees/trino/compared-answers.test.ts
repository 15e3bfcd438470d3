import { differenceOf } from './compared-answers';

const ROWS = [
  ['a', 1, { Id: 'x', list: [null, '2026-11-22 09:00:00.500'] }],
  ['b', 2, null],
];
const answer = (rows: readonly (readonly unknown[])[], columns = ['name', 'count', 'actor']) => ({ columns, rows });

describe('differenceOf', () => {
  it('finds none where only case of names, zeros of times and a byte order mark differ', () => {
    const trino = answer([['\ufeffa', 1, { id: 'x', list: [null, '2026-11-22 09:00:00.5'] }], ROWS[1] ?? []]);
    expect(differenceOf(answer(ROWS, ['Name', 'count', 'actor']), trino)).toBeUndefined();
  });

  it.each([
    ['another value', [ROWS[0] ?? [], ['b', 2.5, null]], 'row 2, column count: DuckDB 2, Trino 2.5'],
    ['a number as a text', [ROWS[0] ?? [], ['b', '2', null]], 'row 2, column count: DuckDB 2, Trino "2"'],
    ['another order', [...ROWS].reverse(), 'row 1: the same rows in another order'],
    ['a missing row', ROWS.slice(0, 1), 'DuckDB has 2 rows, Trino 1; only one has ["b",2,null]'],
    ['an additional row', [...ROWS, ['c', 3, null]], 'DuckDB has 2 rows, Trino 3; only one has ["c",3,null]'],
    ['a missing field', [['a', 1, { id: 'x' }], ROWS[1] ?? []], /^row 1, column actor: /],
  ])('reports %s', (_what, rows, expected) => {
    expect(differenceOf(answer(ROWS), answer(rows))).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it('reports other columns', () => {
    expect(differenceOf(answer(ROWS), answer(ROWS, ['name', 'n', 'actor']))).toMatch(
      /^columns: DuckDB has name, count/,
    );
  });
});
