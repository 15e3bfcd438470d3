import { bad, findingsText } from '../../../cli/doctor/finding';
import { hangingText } from '../../../cli/terminal/hanging-text';

const { columns, isTTY } = process.stdout;
beforeEach(() => {
  process.stdout.columns = 30;
  process.stdout.isTTY = true;
});
afterEach(() => {
  process.stdout.columns = columns;
  process.stdout.isTTY = isTTY;
});

describe('a text behind something', () => {
  it('goes on below itself on a terminal', () => {
    expect(hangingText('bad  ', 'one two three four five six seven')).toBe(
      'bad  one two three four five\n     six seven',
    );
  });

  it('is one line in a pipe', () => {
    process.stdout.isTTY = false;
    expect(hangingText('bad  ', 'one two three four five six seven')).toBe('bad  one two three four five six seven');
  });

  it('keeps a long word whole, and colours out of the count', () => {
    const digest = 'f'.repeat(64);
    expect(hangingText('\u001b[31mbad\u001b[39m  ', `of ${digest} it is`)).toBe(
      `\u001b[31mbad\u001b[39m  of\n     ${digest}\n     it is`,
    );
  });

  it('has room on a terminal that has none', () => {
    process.stdout.columns = 5;
    expect(hangingText('capture  ', 'one two three four five six')).toBe(
      'capture  one two three four\n         five six',
    );
  });

  it('is a finding, and what to do about it', () => {
    const finding = bad('atlassian-main, log', 'nothing for a day', 'Look at the runbook of this alarm.');
    expect(findingsText([finding]).split('\n').slice(0, 4)).toEqual([
      'bad      atlassian-main, log:',
      '         nothing for a day',
      '         Look at the runbook',
      '         of this alarm.',
    ]);
  });
});
