import { tableText, wholeTableText } from '../../../cli/terminal/plain-table';

const columns = process.stdout.columns;
beforeEach(() => {
  process.stdout.columns = 80;
});
afterEach(() => {
  process.stdout.columns = columns;
});

const COLUMNS = { titles: ['Id', 'Text'], shares: [0, 1] };
const WORD = 'x'.repeat(100);
const ROWS = [
  ['a-1', `${'many words '.repeat(20)}end`],
  ['b-2', WORD],
];

describe('a table on a terminal of 80 columns', () => {
  it.each([
    ['cut', tableText],
    ['whole', wholeTableText],
  ])('fits when it is %s, and nothing stands at the end of its lines', (_name, text) => {
    const lines = text(COLUMNS, ROWS).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
  });

  it('has a line for each row when it is cut', () => {
    expect(tableText(COLUMNS, ROWS).split('\n')).toHaveLength(1 + ROWS.length);
  });

  it('has every letter when it is whole, between words or within one', () => {
    const text = wholeTableText(COLUMNS, ROWS);
    expect(text.match(/many/g)).toHaveLength(20);
    expect(text.match(/x/g)).toHaveLength(WORD.length + 'x'.length);
  });

  it('shows no half of a character, wherever it is cut', () => {
    const cells = ['', 'x', 'xx'].map((before) => [before + '\u{1f600}'.repeat(100), before + '\u{20000}'.repeat(100)]);
    for (const text of [tableText, wholeTableText]) {
      expect(text({ titles: ['', ''], shares: [1, 1] }, cells)).not.toMatch(/\p{Cs}/u);
    }
  });

  it('uses the last column of the terminal', () => {
    const wide = ['a'.repeat(40), 'b'.repeat(38)];
    expect(tableText({ titles: ['', ''], shares: [0, 0] }, [wide])).toContain(wide.join('  '));
  });
});
