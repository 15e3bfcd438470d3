import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/adr';
const files = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .sort();

describe('the decisions', () => {
  it('are numbered without a gap, in name and title', () => {
    const numbers = files.map((name) => {
      const [, title] = /^# (\d+)\. /.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? [];
      return [Number.parseInt(name, 10), Number(title)];
    });
    expect(numbers).toEqual(files.map((_, i) => [i + 1, i + 1]));
  });

  it('stand in the index, each with its title, in their order', () => {
    const lines = files.map((name) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? [];
      return `* ${number}: [${title}](${name})`;
    });
    const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect(index.split('\n').filter((line) => line.startsWith('* '))).toEqual(lines);
  });
});
