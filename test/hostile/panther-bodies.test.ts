import fc from 'fast-check';
import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ApiRefusedError, ApiUnavailableError, KeepwatchError } from '../../lambda/errors';
import { someOf } from '../depth';
import { errors, json, started, state } from '../lambda/sources/panther/panther-replies';
import type { Reply } from '../lambda/sources/panther/scripted-panther';
import { MemoryObjectStore } from '../memory-object-store';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { API_KEY, processAll, SOURCE } from './hostile-api';
import { hostileJson, hostileText, NASTY_TEXTS, nested } from './hostile-json';
import { HostilePanther, resultsText, rowText } from './panther-api';

const api = new HostilePanther();
beforeAll(() => api.start());
afterAll(() => api.stop());

const text = (body: string): Reply => ({ status: 200, body });
const PAGE = resultsText([rowText(), rowText({ actionName: '"é"' })]);
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** One run: what was archived, or what went wrong, which is always told in one short, printable line without the key. */
async function pollOnce(read: readonly Reply[], begun?: Reply) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  api.serve(read, begun);
  const failure: unknown = await api.collect(stores).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure !== undefined) {
    expect(failure).toBeInstanceOf(KeepwatchError);
    expect(String(failure)).toMatch(/Nothing is lost|Create an API token in Panther/);
    expect(String(failure)).not.toMatch(STEERING);
    expect(String(failure).length).toBeLessThan(1000);
    expect(String(failure) + api.logger.lines.join()).not.toContain(API_KEY);
  }
  const asked = api.operations.map(({ name }) => name);
  return { failure, stores, asked, captures: stores.archive.objects.size };
}

/** What is archived came so, and processor and collector can read it. */
async function expectUsable({ stores }: Awaited<ReturnType<typeof pollOnce>>, body: Uint8Array | string) {
  const key = captureKey(SOURCE, 1);
  const capture = decodeCapture(key, stores.archive.objects.get(key) ?? Buffer.of());
  expect(Buffer.from(capture.body).toString('hex')).toBe(Buffer.from(body).toString('hex'));
  await stores.lake.delete(`state/${SOURCE}.json`);
  expect((await api.collect(stores)).tally).toMatchObject({ captures: 0, records: 0 });
  expect((await processAll(stores)).map(({ counts }) => counts.records)).toEqual([capture.header.count]);
}

describe('any answer of Panther to the start of a query', () => {
  it.each<[string, Reply]>([
    ['a list', text('[]')],
    ['null', text('null')],
    ['data that is a list', json({ data: [] })],
    ['data that is a text', json({ data: 'x' })],
    ['a list for the query', json({ data: { executeDataLakeQuery: [] } })],
    ['an id that is a number', json({ data: { executeDataLakeQuery: { id: 7 } } })],
    ['an id that is a list', json({ data: { executeDataLakeQuery: { id: ['q'] } } })],
    ['an empty id', json({ data: { executeDataLakeQuery: { id: '' } } })],
    ['an id of a kilobyte and more', json({ data: { executeDataLakeQuery: { id: 'x'.repeat(1025) } } })],
    ['errors that are a text', json({ errors: API_KEY })],
    ['errors without a message', json({ errors: [{ key: API_KEY }] })],
    ['no errors and no data', json({ errors: [] })],
    ['100,000 levels', text(nested(100_000))],
    ['100,000 levels in an error', text(`{"errors":[{"message":${nested(100_000)}}]}`)],
  ])('%s: the run fails and starts no second query', async (_name, begun) => {
    const { failure, asked, captures } = await pollOnce([text(PAGE)], begun);

    expect(failure).toBeInstanceOf(ApiUnavailableError);
    expect(String(failure)).toContain('did not say whether it started the query');
    expect([asked, captures]).toEqual([['Start'], 0]);
  });

  it.each(NASTY_TEXTS.filter((id) => id !== '' && id.length < 1025))('an id is only used as an id: %j', async (id) => {
    const outcome = await pollOnce([text(PAGE)], json({ data: { executeDataLakeQuery: { id } } }));

    expect(outcome.failure).toBeUndefined();
    expect(api.operations.at(-1)?.variables).toMatchObject({ id });
    await expectUsable(outcome, PAGE);
  });
});

describe('any answer of Panther about a query', () => {
  const results = (body: string) => text(`{"data":{"dataLakeQuery":{"status":"succeeded","results":${body}}}}`);
  const pageInfo = '"pageInfo":{"hasNextPage":false}';
  it.each<[string, Reply]>(
    someOf(
      [
        ['a list', text('[]')],
        ['a query that is a list', json({ data: { dataLakeQuery: [] } })],
        ['a status that is a number', json({ data: { dataLakeQuery: { status: 1 } } })],
        ['a message that is a list', json({ data: { dataLakeQuery: { status: 'failed', message: [API_KEY] } } })],
        ['results that are a list', results('[]')],
        ['edges that are an object', results(`{"edges":{},${pageInfo}}`)],
        ['an edge that is a text', results(`{"edges":["${API_KEY}"],${pageInfo}}`)],
        ['an edge without a row', results(`{"edges":[{}],${pageInfo}}`)],
        ['no pageInfo', results('{"edges":[]}')],
        ['more to come, with null for a cursor', text(resultsText([rowText()], 'null', 'true'))],
        ['more to come, with an empty cursor', text(resultsText([rowText()], '""', 'true'))],
        ['more to come that is a text', text(resultsText([rowText()], '"c"', '"yes"'))],
        ['a cursor that is a number', text(resultsText([rowText()], '7', 'true'))],
        ['a cursor that no header could hold', text(resultsText([rowText()], `"${'x'.repeat(8193)}"`, 'true'))],
        ['more rows than any page', text(resultsText(Array(10_001).fill('0')))],
        ['33 MB', text(resultsText([`"${'x'.repeat(33 * 2 ** 20)}"`]))],
        ['100,000 levels in place of a query', text(`{"data":{"dataLakeQuery":${nested(100_000)}}}`)],
        ['a row twice in one edge', results(`{"edges":[{"node":1,"node":2}],${pageInfo}}`)],
        ['edges twice', results(`{"edges":[],"edges":[{"node":1}],${pageInfo}}`)],
        ['a query twice', text(PAGE.replace('"dataLakeQuery"', '"dataLakeQuery":null,"dataLakeQuery"'))],
      ],
      4,
    ),
  )('is never archived: %s', async (_name, reply) => {
    const { failure, asked, captures } = await pollOnce([reply]);

    expect(failure).toBeInstanceOf(ApiUnavailableError);
    expect(String(failure)).toMatch(
      /gave no usable answer in 5 attempts: .*(documented JSON|larger than 33554432 bytes)/,
    );
    expect([asked, captures]).toEqual([['Start', ...Array(5).fill('Read'), 'Cancel'], 0]);
  });

  it.each<[string, string]>(
    someOf(
      [
        ['data twice', `{"data":null,${PAGE.slice(1)}`],
        ['pageInfo with a name twice', PAGE.replace('"hasNextPage"', '"x":1,"x":2,"hasNextPage"')],
        ['a byte order mark', `\ufeff${PAGE}`],
        ['10,000 rows', resultsText(Array.from({ length: 10_000 }, (_, i) => String(i)))],
        ['rows of 100,000 levels', resultsText([nested(100_000), rowText()])],
        ['a row of a megabyte', resultsText([rowText({ userAgent: `"${'x'.repeat(2 ** 20)}"` })])],
      ],
      3,
    ),
  )('is archived if it is readable, or not at all: %s', async (_name, body) => {
    const outcome = await pollOnce([text(body)]);

    if (outcome.failure !== undefined) return expect(outcome.captures).toBe(0);
    await expectUsable(outcome, body);
  });

  fuzz(
    'is archived unchanged, or not at all and the run says why',
    40,
    fc.oneof(
      damaged(Buffer.from(PAGE)),
      fc.uint8Array(),
      hostileJson.map((value) => Buffer.from(PAGE.replace('{"hasNextPage":false,"endCursor":null}', () => value))),
      hostileJson.map((value) => Buffer.from(`{"data":{"dataLakeQuery":${value}}}`)),
    ),
    async (body) => {
      const outcome = await pollOnce([{ status: 200, body: Buffer.from(body) }]);

      if (outcome.captures === 0) return;
      await expectUsable(outcome, body);
    },
  );
});

describe('any error text of Panther', () => {
  const said = fc.tuple(
    hostileText,
    fc.constantFrom('', '\u001b[2J', '\u202e', API_KEY, ` ${API_KEY}\u001b[2J`),
    fc.nat(300),
  );
  const texts = said.map(([one, key, times]) => one.repeat(times % 3) + key + one.repeat(times));

  fuzz('the run fails and prints it as one short printable line, without the key', 30, texts, async (message) => {
    const outcomes = [
      await pollOnce([], errors(message)),
      await pollOnce([errors(message)]),
      await pollOnce([state('failed', null, message)]),
      await pollOnce([state(`odd ${message}`)]),
    ];

    for (const { failure, captures } of outcomes) {
      expect(failure).toBeInstanceOf(ApiRefusedError);
      expect(captures).toBe(0);
    }
  });

  fuzz(
    'nothing is archived unless its status is 200',
    40,
    fc.tuple(fc.constantFrom(201, 301, 307, 400, 401, 403, 404, 413, 500, 599), hostileText, fc.boolean()),
    async ([status, body, isBegun]) => {
      const reply: Reply = { status, headers: { location: '/elsewhere' }, body: body + PAGE };
      const { failure, captures, asked } = await pollOnce([reply], isBegun ? started : reply);

      expect(String(failure)).toContain(String(status));
      expect([captures, asked.length <= 7]).toEqual([0, true]);
    },
  );
});
