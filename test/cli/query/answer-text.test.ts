import fc from 'fast-check';
import type { QueryValue } from '../../../cli/place/query-engine';
import { type AnswerFormat, answerText } from '../../../cli/query/answer-text';
import { anyText } from '../../any-text';
import { fuzz } from '../../hostile/fuzz';
import { NASTY_TEXTS } from '../../hostile/hostile-json';

// What may not reach a terminal, but for white space within a cell of CSV and at the end of lines.
const STEERING = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const { columns: width } = process.stdout;
beforeEach(() => {
  process.stdout.columns = 80;
});
afterEach(() => {
  process.stdout.columns = width;
});

async function written(format: AnswerFormat, columns: readonly string[], rows: readonly (readonly QueryValue[])[]) {
  async function* each() {
    yield* rows;
  }
  let text = '';
  for await (const piece of answerText({ columns, rows: each() }, format)) text += piece;
  return text;
}

describe('an answer as a table', () => {
  it('has a line for each row, and says how many there are', async () => {
    expect(
      await written(
        'table',
        ['who', 'n'],
        [
          ['ada', 2],
          [null, true],
        ],
      ),
    ).toBe('who  n\nada  2\n     true\n\n2 rows.\n');
  });

  it('is but a sentence when there are none', async () => {
    expect(await written('table', ['a'], [])).toBe('0 rows.\n');
  });

  it('shows each row by itself when there is no room for its columns, without what is empty', async () => {
    const columns = Array.from({ length: 12 }, (_, i) => `column_${i}`);
    const row = columns.map((_, i) => (i < 2 ? { a: i } : null));
    expect(await written('table', columns, [row])).toBe('Row 1\ncolumn_0   {"a":0}\ncolumn_1   {"a":1}\n\n1 row.\n');
  });

  it('fits the terminal', async () => {
    const text = await written('table', ['a', 'b', 'n'], [['x'.repeat(500), 'y'.repeat(90), 7]]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).toContain('…');
  });

  it('leaves a time whole, however long its neighbours are', async () => {
    const time = '2026-11-01 23:56:01.845';
    const text = await written('table', ['at', 'a', 'b'], [[time, 'x'.repeat(200), 'y'.repeat(200)]]);
    expect(text).toContain(`\n${time}  xxx`);
  });

  it('cuts a cell that is too long for a line of its own', async () => {
    const columns = Array.from({ length: 12 }, (_, i) => `c${i}`);
    const text = await written('table', columns, [columns.map(() => 'x'.repeat(400))]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBe('c10  '.length + 300);
  });

  it('ends after a thousand rows, and says where the rest is', async () => {
    const text = await written(
      'table',
      ['n'],
      Array.from({ length: 1_001 }, (_, i) => [i]),
    );
    expect(text.split('\n').length).toBe(1 + 1_000 + 3);
    expect(text).toMatch(/\nFirst 1,000 rows\. To get all, use --output csv or json\.\n$/);
    expect(
      await written(
        'table',
        ['n'],
        Array.from({ length: 1_000 }, (_, i) => [i]),
      ),
    ).toMatch(/\n1,000 rows\.\n$/);
  });
});

describe('an answer as CSV', () => {
  it('has a line for the names and one for each row; what is nested is JSON', async () => {
    expect(await written('csv', ['a', 'b', 'c'], [['x,"y"\n', null, { d: [1, 'e'] }]])).toBe(
      'a,b,c\n"x,""y""\n",,"{""d"":[1,""e""]}"\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1'])('gives a spreadsheet nothing to run: %j', async (text) => {
    expect(await written('csv', ['a'], [[text]])).toContain(`'${text}`);
  });

  it('leaves numbers alone', async () => {
    expect(await written('csv', ['n'], [[-1], [0.5]])).toBe('n\n-1\n0.5\n');
  });
});

describe('an answer as JSON', () => {
  it.each([
    [[], []],
    [[['x', 1]], [{ a: 'x', b: 1 }]],
    [
      [
        ['\u001b[2J', null],
        [[1], { c: '__proto__' }],
      ],
      [
        { a: '\u001b[2J', b: null },
        { a: [1], b: { c: '__proto__' } },
      ],
    ],
  ])('is one document: %j', async (rows: QueryValue[][], expected) => {
    expect(JSON.parse(await written('json', ['a', 'b'], rows))).toEqual(expected);
  });
});

describe('an answer with columns of one name, as JSON', () => {
  it('keeps each, and their order', async () => {
    expect(await written('json', ['b', 'a', 'a', 'a_2'], [[1, 2, 3, 4]])).toBe(
      '[\n{"b":1,"a":2,"a_2":3,"a_2_2":4}\n]\n',
    );
  });
});

describe('whatever an answer holds', () => {
  const text = fc.oneof(fc.constantFrom(...NASTY_TEXTS), anyText());
  const value: fc.Arbitrary<QueryValue> = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null), fc.array(text));
  fuzz(
    'it steers no terminal',
    100,
    fc.tuple(text, fc.array(value, { maxLength: 5 }), fc.constantFrom<AnswerFormat>('table', 'csv', 'json')),
    async ([name, values, format]) => {
      expect(
        await written(
          format,
          [name],
          values.map((each) => [each]),
        ),
      ).not.toMatch(STEERING);
    },
  );

  const nested: fc.Arbitrary<QueryValue> = fc.letrec<{ value: QueryValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(value, fc.constantFrom('__proto__', "'=1", '"', ',', '\r\n', '=1', '\uff1d1')),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('value')), { maxLength: 3 })
        .map((fields) => Object.fromEntries(fields)),
    ),
  })).value;
  const row = fc.tuple(nested, nested);

  fuzz('JSON says the same to whoever parses it', 100, fc.array(row, { maxLength: 4 }), async (rows) => {
    const parsed: unknown = JSON.parse(await written('json', ['a', 'b'], rows));
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(inOrder(rows.map(([a, b]) => ({ a, b })))));
  });

  fuzz('CSV says the same but for what it documents', 100, fc.array(row, { maxLength: 4 }), async (rows) => {
    const [names, ...cells] = parseCsv(await written('csv', ['a', 'b'], rows));
    expect(names).toEqual(['a', 'b']);
    expect(cells).toEqual(rows.map((each) => each.map(documentedCell)));
  });
});

// The names of every object sorted, as they are in an answer.
function inOrder(value: QueryValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, inOrder(inner)]));
}

function documentedCell(value: QueryValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const plain = text.replace(new RegExp(STEERING, 'gu'), (each) => `\\u{${each.codePointAt(0)?.toString(16)}}`);
  return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(plain) ? `'${plain}` : plain;
}

// https://www.rfc-editor.org/rfc/rfc4180, with a line feed at the end of a line.
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') lines.push([]);
  }
  return lines.slice(0, -1);
}
