import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ApiUnavailableError, KeepwatchError } from '../../lambda/errors';
import { readAtlassianPage } from '../../lambda/sources/atlassian/page';
import { someOf } from '../depth';
import type { Reply } from '../lambda/sources/atlassian/scripted-api';
import { MemoryObjectStore } from '../memory-object-store';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { API_KEY, HostileApi, processAll, SOURCE } from './hostile-api';
import { eventText, hostileJson, hostileText } from './hostile-json';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const PAGE = Buffer.from(`{"data":[${eventText()},${eventText({ id: '"é"' })}],"meta":{"next":null},"links":{}}`);
const ENCODINGS = {
  identity: (body: Uint8Array) => body,
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};
const encoding = fc.constantFrom<keyof typeof ENCODINGS>('identity', 'gzip', 'deflate', 'br');

/** One run against a reply: what was archived, or what went wrong. */
async function pollOnce(reply: Reply) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  api.reply = reply;
  const asked = api.requests.length;
  const failure: unknown = await api.collect(stores).then(
    () => undefined,
    (error: unknown) => error,
  );
  const object = stores.archive.objects.get(captureKey(SOURCE, 1));
  const body = object && decodeCapture(captureKey(SOURCE, 1), object).body;
  return { failure, body, stores, captures: stores.archive.objects.size, requests: api.requests.length - asked };
}

/** What is archived can be processed, and is known when it is read again by a sweep. */
async function expectUsable({ stores }: Awaited<ReturnType<typeof pollOnce>>, records: number) {
  await stores.lake.delete(`state/${SOURCE}.json`);
  const again = await api.collect(stores);
  const [receipt] = await processAll(stores);

  expect(again.tally).toMatchObject({ captures: 0, records: 0 });
  expect(receipt?.counts.records).toBe(records);
}

function expectUnavailable({ failure, captures, requests }: Awaited<ReturnType<typeof pollOnce>>, reason: RegExp) {
  expect(failure).toBeInstanceOf(ApiUnavailableError);
  const text = String(failure);
  expect(text).toMatch(/gave no usable answer in 5 attempts: .+\. Nothing is lost: the next run tries again\.$/);
  expect(text).toMatch(reason);
  expect(text).not.toContain(API_KEY);
  expect(text.length).toBeLessThan(500);
  expect([captures, requests]).toEqual([0, 5]);
}

describe('a response of any bytes', () => {
  fuzz(
    'it is archived unchanged, or not at all and the run says why',
    100,
    fc.record({
      body: fc.oneof(damaged(PAGE), fc.uint8Array(), hostileJson.map(Buffer.from)),
      sentAs: encoding,
      announcedAs: fc.option(encoding, { freq: 5 }),
    }),
    async ({ body, sentAs, announcedAs }) => {
      const sent = Buffer.from(ENCODINGS[sentAs](body));

      const outcome = await pollOnce({
        status: 200,
        headers: { 'content-encoding': announcedAs ?? sentAs },
        body: sent,
      });

      if (outcome.failure !== undefined) return expectUnavailable(outcome, /documented JSON|connection failed/);
      if (outcome.body === undefined) return expect(parsed(body)).toMatchObject({ data: [] });
      expect(Buffer.from(outcome.body).toString('hex')).toBe(Buffer.from(body).toString('hex'));
      await expectUsable(outcome, readAtlassianPage(body).records.length);
    },
  );

  it.each<[string, Uint8Array]>([
    ['in which a name stands twice', Buffer.from(`{"data":[${eventText()}],"links":{},"links":{}}`)],
    ['in which the records stand twice', Buffer.from(`{"data":[],"data":[${eventText()}]}`)],
    ['whose meta has a name twice', Buffer.from(`{"data":[${eventText()}],"meta":{"next":"c","next":null}}`)],
    ['behind a byte order mark', Buffer.from(`\ufeff{"data":[${eventText()}]}`)],
    [
      'behind a byte order mark, with a byte that is no UTF-8',
      Buffer.concat([Buffer.from('\ufeff{"data":["'), Buffer.of(0xff), Buffer.from('"]}')]),
    ],
  ])('it can be processed after it was archived: a response %s', async (_name, body) => {
    const outcome = await pollOnce({ status: 200, body: Buffer.from(body) });

    expect(outcome.failure).toBeUndefined();
    await expectUsable(outcome, 1);
  });

  fuzz(
    'it is never archived in part when its compression is truncated',
    50,
    fc.constantFrom(gzipSync, brotliCompressSync).chain((compress) =>
      fc.record({
        encoding: fc.constant(compress === gzipSync ? 'gzip' : 'br'),
        length: fc.nat(compress(PAGE).length - 1),
        whole: fc.constant(compress(PAGE)),
      }),
    ),
    async ({ encoding, length, whole }) => {
      const outcome = await pollOnce({
        status: 200,
        headers: { 'content-encoding': encoding },
        body: whole.subarray(0, length),
      });

      if (outcome.failure !== undefined) return expectUnavailable(outcome, /documented JSON|connection failed/);
      expect(Buffer.compare(outcome.body ?? Buffer.of(), PAGE)).toBe(0);
    },
  );

  const bomb = Buffer.alloc(33 * 2 ** 20, 0x20);
  const endless: Reply = (_request, response) => {
    const write = () => response.destroyed || response.write(bomb, () => setImmediate(write));
    write();
  };
  it.each<[string, Reply, RegExp]>(
    someOf(
      [
        ['a gzip bomb', coded('gzip', gzipSync(bomb)), /larger than 33554432 bytes/],
        ['a brotli bomb', coded('br', brotliCompressSync(bomb)), /larger than 33554432 bytes/],
        ['a bomb in a bomb', coded('gzip, gzip', gzipSync(gzipSync(bomb))), /larger than 33554432 bytes/],
        ['an endless body', endless, /larger than 33554432 bytes/],
        ['a hundred compressions', coded(Array(100).fill('gzip').join(), gzipSync(PAGE)), /connection failed/],
        ['headers of a megabyte', { status: 200, headers: { x: 'y'.repeat(2 ** 20) }, body: PAGE }, /Headers Overflow/],
        ['fewer bytes than announced', raw(`Content-Length: 9999\r\n\r\n${PAGE}`), /connection failed/],
        ['no number of bytes', raw(`Content-Length: many\r\n\r\n${PAGE}`), /connection failed/],
        ['two numbers of bytes', raw(`Content-Length: 5\r\nContent-Length: 6\r\n\r\n${PAGE}`), /connection failed/],
        ['broken chunks', raw(`Transfer-Encoding: chunked\r\n\r\nzz\r\n${PAGE}`), /connection failed/],
        ['no HTTP', (request) => void request.socket.end('SSH-2.0-x\r\n'), /connection failed/],
      ],
      4,
    ),
  )('it is not archived: %s', async (_name, reply, reason) => {
    expectUnavailable(await pollOnce(reply), reason);
  });

  it('is archived up to its announced length when more bytes follow', async () => {
    const outcome = await pollOnce(raw(`Content-Length: ${PAGE.length}\r\n\r\n${PAGE}${PAGE}`));

    expect(outcome.failure).toBeUndefined();
    expect(Buffer.compare(outcome.body ?? Buffer.of(), PAGE)).toBe(0);
  });
});

describe('a response of any status', () => {
  fuzz(
    'nothing is archived unless the status is 200, and the run says why, without the key',
    60,
    fc.tuple(fc.oneof(fc.constantFrom(400, 401, 403, 404, 414, 431), fc.integer({ min: 200, max: 599 })), hostileText),
    async ([status, text]) => {
      fc.pre(status !== 200 && status !== 429);

      const { failure, captures } = await pollOnce({ status, headers: { location: '/elsewhere' }, body: text });

      expect(failure).toBeInstanceOf(KeepwatchError);
      expect(String(failure)).toContain(String(status));
      expect(String(failure)).not.toContain(API_KEY);
      expect(captures).toBe(0);
    },
  );
});

function coded(encoding: string, body: Uint8Array): Reply {
  return { status: 200, headers: { 'content-encoding': encoding }, body: Buffer.from(body) };
}

function raw(rest: string): Reply {
  return (request) => void request.socket.end(`HTTP/1.1 200 OK\r\n${rest}`);
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}
