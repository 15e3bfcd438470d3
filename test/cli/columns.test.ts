import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { keepwatch } from './in-process';

const { columns, isTTY } = process.stdout;
let directory: string;
let simulator: AtlassianSimulator;
let collected: Awaited<ReturnType<typeof keepwatch>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keepwatch-columns-'));
  simulator = await startAtlassianSimulator({ eventsPerDay: 2 });
  process.stdout.columns = 80;
  process.stdout.isTTY = true;
  collected = await keepwatch('start', '--once', '--lake', directory, '--api-base-url', simulator.baseUrl);
}, 60_000);
afterAll(async () => {
  process.stdout.columns = columns;
  process.stdout.isTTY = isTTY;
  await simulator.stop();
  await rm(directory, { recursive: true });
});

const tooWide = (text: string) =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter(({ length }) => length > 80);

describe('on a terminal of 80 columns', () => {
  it('the summary of start fits, and its next steps name the directory', () => {
    expect(collected.failure).toBeUndefined();
    expect(stripVTControlCharacters(collected.out)).toMatch(
      /records in them +\d+ +\d+\n[\s\S]*\nLatest events[\s\S]*\nNext, search/,
    );
    expect(collected.out).toContain(`  npx keepwatch report --lake ${directory}\n`);
    expect(tooWide(collected.out)).toEqual([]);
  });

  it.each([
    'status',
    'doctor',
    'verify',
    'replay --unprocessed',
    'replay --from 1 --to 2',
    'query --list',
    'query SHOW+TABLES',
    'query SELECT+p_event_time,attributes.action,message.content+FROM+atlassian_audit+LIMIT+3',
    'detections list',
    'detections preview Atlassian.Org.AdminAdded',
  ])('%s fits', async (line) => {
    const args = line.split(' ').map((word) => word.replaceAll('+', ' '));
    const place = /^detections list|--list/.test(line) ? [] : ['--lake', directory];

    const { out, failure } = await keepwatch(...args, ...place);

    expect(failure).toBeUndefined();
    expect(out.length).toBeGreaterThan(20);
    expect(tooWide(out)).toEqual([]);
  });

  it('report fits', async () => {
    const { out } = await keepwatch('report', '--lake', directory, '--out', join(directory, 'report.html'));

    expect(out).toMatch(/^Wrote .*report\.html/);
    expect(tooWide(out)).toEqual([]);
  });
});
