import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/adr';
const decisions = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .sort()
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

describe('the decisions', () => {
  it('are numbered without a gap, in name and title', () => {
    const numbers = decisions.map(({ name, text }) => {
      const [, title] = /^# (\d+)\. /.exec(text) ?? [];
      return [Number.parseInt(name, 10), Number(title)];
    });
    expect(numbers).toEqual(decisions.map((_, i) => [i + 1, i + 1]));
  });

  it('are in the index in their order, each with its title', () => {
    const lines = decisions.map(({ name, text }) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
      return `* ${number}: [${title}](${name})`;
    });
    const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect(index.split('\n').filter((line) => line.startsWith('* '))).toEqual([
      ...lines,
      expect.stringMatching(/^\* \*An alternative/),
    ]);
  });

  it.each(decisions)('$name has a status with its date', ({ text }) => {
    const [, , status = ''] = text.split('\n');
    expect(status).toMatch(/^Status: (accepted|superseded by ADR \d+) on 20\d\d-[01]\d-[0-3]\d\b/);
  });

  it.each(decisions)('$name has context, decision, alternatives and consequences', ({ text }) => {
    const [, ...sections] = text.split(/^## /m);
    const lengths = sections.map((section) => section.split('\n').slice(1).join('').trim().length);
    expect(sections.map((section) => section.split('\n')[0])).toEqual([
      'Context',
      'Decision',
      'Alternatives considered',
      'Consequences',
    ]);
    expect(Math.min(...lengths)).toBeGreaterThan(20);
  });

  it.each(decisions)('$name names at least two alternatives', ({ text }) => {
    const [, alternatives = ''] = /^## Alternatives considered\n(.*?)^## /ms.exec(text) ?? [];
    expect(alternatives.match(/^\* \*/gm)?.length).toBeGreaterThanOrEqual(2);
  });
});
