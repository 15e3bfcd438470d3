import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { summarizeLake } from '../../cli/start/lake-summary';
import { summaryText } from '../../cli/start/summary-text';
import { TerminalLogger } from '../../cli/terminal/terminal-logger';
import { MemoryObjectStore } from '../memory-object-store';
import { startProgram } from '../started-program';
import { fuzz } from './fuzz';
import { HostileApi, processAll, SOURCE } from './hostile-api';
import { eventText, hostileRecord, hostileText, NASTY_TEXTS } from './hostile-json';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const json = (text: string) => JSON.stringify(text);
const eventOf = (text: string) =>
  eventText({
    id: json(text),
    action: json(text),
    message: `{"content":${json(text)}}`,
    location: `{"ip":${json(text)}}`,
    actor: `{"id":${json(text)},"name":${json(text)},"email":${json(text)}}`,
  });
const failureOf = (text: string) =>
  `{"id":${json(text)},"type":"x","links":{},"attributes":{"actor":[],${json(text)}:1}}`;

describe('the summary that a person reads', () => {
  fuzz(
    'contains no terminal escapes and keeps its table, whatever the events contain',
    60,
    fc.array(fc.oneof(hostileText.map(eventOf), hostileText.map(failureOf), hostileRecord), { maxLength: 8 }),
    async (records) => {
      const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
      api.reply = { status: 200, body: `{"data":[${records}]}` };
      const { ending, tally } = await api.collect(stores);
      await processAll(stores);

      const lake = await summarizeLake(stores.archive, stores.lake, SOURCE, api.clock.now());
      const text = summaryText([{ ending, tally, leftOver: 0 }], lake, {
        source: SOURCE,
        directory: '/a\u001b[2J\nb',
        notifyDays: 7,
      });

      expect(text).not.toMatch(STEERING);
      // Every cell wraps within its column; five rows of five cells of eighty characters cannot be many lines.
      expect(text.split('\n').length).toBeLessThan(60);
      for (const line of text.split('\n')) expect(line.length).toBeLessThan(300);
    },
  );

  fuzz(
    'contains no terminal escapes when it was logged, one line each',
    200,
    fc.tuple(hostileText, fc.nat(1000)),
    ([value, times]) => {
      let written = '';
      const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        written += text;
        return true;
      });
      const logger = new TerminalLogger();

      logger.warn('Said.', { before: value.repeat(times), error: new Error(value) });
      logger.error('Said.', { key: value });
      logger.flush();

      spy.mockRestore();
      expect(written).not.toMatch(STEERING);
      expect(written.split('\n')).toHaveLength(3);
    },
  );
});

describe('npm start', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'keepwatch-hostile-'));
    api.reply = (_request, response) =>
      void response.end(`{"data":[${[...NASTY_TEXTS.map(eventOf), ...NASTY_TEXTS.map(failureOf)]}]}`);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const start = (...argv: string[]) =>
    startProgram('bin/cli.ts', ['start', '--once', '--lake', directory, '--api-base-url', api.baseUrl, ...argv]).ended;

  it('prints events with terminal escapes, and the row of a tampered lake, as plain text', async () => {
    const whole = await start('--json');
    const folder = join(directory, 'lake/events/atlassian_audit/date=2026-11-22');
    const [file = ''] = await readdir(folder);
    const rows = gunzipSync(await readFile(join(folder, file))).toString();
    await writeFile(join(folder, file), gzipSync(`\u001b]0;forged\u0007${rows}`));
    const tampered = await start();

    expect([whole.code, tampered.code]).toEqual([0, 1]);
    expect(JSON.parse(whole.out)).toMatchObject({ lake: { events: NASTY_TEXTS.length, rejected: NASTY_TEXTS.length } });
    expect(tampered.err).toMatch(
      /^Failed: events\/\S+ does not hold readable rows\. Delete its receipt and run again\.\n$/,
    );
    for (const { out, err } of [whole, tampered]) expect(out + err).not.toMatch(STEERING);
  });
});
