import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { COMMANDS, type CommandEntry } from '../../cli/commands';
import { CONFIGURATION } from '../cli/in-process';
import { DOCUMENTS } from './documents';

interface Documented {
  readonly file: string;
  /** What follows `keepwatch`. */
  readonly words: readonly string[];
}

// `keepwatch --help` with the words of one line of code, up to a quotation: SQL is checked elsewhere.
const COMMAND_LINE = /\bkeepwatch (?:-- )?([a-z][^"'`|&\n]*)/g;

function documented(file: string): readonly Documented[] {
  const text = readFileSync(file, 'utf8');
  const code = [...text.matchAll(/^ *```[a-z]*\n(.*?)^ *```|`([^`\n]+)`/gms)].map(
    ([, block, span]) => block ?? span ?? '',
  );
  return code
    .filter((each) => each.includes('npx ') || /^keepwatch /m.test(each))
    .flatMap((each) => [...each.matchAll(COMMAND_LINE)])
    .map(([, line = '']) => ({ file, words: line.trim().split(/\s+/) }));
}

const ENTRIES: ReadonlyMap<string, CommandEntry> = new Map(
  COMMANDS.flatMap((entry): readonly [string, CommandEntry][] =>
    'load' in entry
      ? [[entry.name, entry]]
      : entry.commands.map((command) => [`${entry.name} ${command.name}`, command]),
  ),
);

function optionsOf(entry: CommandEntry): readonly string[] {
  const command = new Command(entry.name);
  entry.load().defineCommand(command, { ...CONFIGURATION, entry: process.stdin });
  return ['--help', ...command.options.flatMap(({ long }) => long ?? [])];
}

function problemOf({ words }: Documented): string | undefined {
  const [first = '', second = ''] = words;
  // A placeholder of the text, such as X, or a group without its command.
  if (!/^[a-z]+$/.test(first)) return undefined;
  const entry = ENTRIES.get(first) ?? ENTRIES.get(`${first} ${second}`);
  if (entry === undefined) return `no such command: ${words.join(' ')}`;
  const known = optionsOf(entry);
  const unknown = words.flatMap((word) => /^--[a-z-]+/.exec(word) ?? []).filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `${entry.name} has no option ${unknown.join(', ')}`;
}

describe('a documented command line', () => {
  it('is found in the documents', () => {
    const found = DOCUMENTS.flatMap(documented).map(({ words }) => words.join(' '));
    expect(found.length).toBeGreaterThan(30);
    expect(found).toContain('connect atlassian-main --stack Keepwatch');
  });

  it.each(DOCUMENTS)('exists with all its options: %s', (file) => {
    expect(documented(file).flatMap((line) => problemOf(line) ?? [])).toEqual([]);
  });

  it('is refused when the command or an option does not exist', () => {
    const problems = [['sttus'], ['status', '--stck', 'X'], ['detections', 'lst']].map((words) =>
      problemOf({ file: '', words }),
    );
    expect(problems).toEqual([
      'no such command: sttus',
      'status has no option --stck',
      'no such command: detections lst',
    ]);
  });
});
