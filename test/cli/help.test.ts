import { COMMANDS } from '../../cli/commands';
import { fitHelp } from '../../cli/terminal/fit-help';
import { keepwatch } from './in-process';

const PATHS = COMMANDS.flatMap((entry) => {
  const inner = 'load' in entry ? [] : entry.commands.map(({ name }) => `${entry.name} ${name}`);
  return [entry.name, ...inner];
});

const { columns } = process.stdout;
beforeEach(() => {
  process.stdout.columns = 80;
});
afterEach(() => {
  process.stdout.columns = columns;
});

const tooWide = (text: string) => text.split('\n').filter(({ length }) => length > 80);

it.each(['', ...PATHS])('keepwatch %s --help fits 80 columns', async (path) => {
  const { out, failure, exitCode } = await keepwatch(...path.split(' ').filter(Boolean), '--help');

  expect([failure, exitCode]).toEqual([undefined, 0]);
  expect(out).toMatch(/^Usage: npx keepwatch /);
  expect(tooWide(out)).toEqual([]);
});

it('keepwatch --help names every command, the exit codes, and how to install nothing by mistake', async () => {
  const { out } = await keepwatch('--help');

  for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} .*[a-z]`, 'm'));
  expect(out).toMatch(/^ {2}2 +wrong usage/m);
  expect(out).toContain('npx --no-install keepwatch');
});

it('keepwatch help <command> is the help of that command', async () => {
  const [asWord, asOption] = [
    await keepwatch('help', 'detections', 'test'),
    await keepwatch('detections', 'test', '--help'),
  ];

  expect(asWord.out).toMatch(/^Usage: npx keepwatch detections test /);
  expect(asWord).toEqual(asOption);
});

it('keepwatch --version prints the version of the package', async () => {
  const { version } = require('../../package.json');

  expect(await keepwatch('--version')).toEqual({ out: `${version}\n`, failure: undefined, exitCode: 0 });
});

describe('a wide help text', () => {
  it('is filled again by paragraph, and a paragraph that fits stays as it is', () => {
    expect(fitHelp('one two three\nfour\n\nfive\nsix\n', 10)).toBe('one two\nthree four\n\nfive\nsix\n');
  });

  it('continues a command as a shell takes it, and a quoted argument within its quotes', () => {
    expect(fitHelp('  npx keepwatch query --lake here "SELECT action FROM alerts"', 30)).toBe(
      '  npx keepwatch query \\\n      --lake here "SELECT\n      action FROM alerts"',
    );
  });
});
