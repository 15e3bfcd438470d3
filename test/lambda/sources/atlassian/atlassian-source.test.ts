import { gzipSync } from 'node:zlib';
import type { SecretReader } from '../../../../lambda/platform/secrets';
import { AtlassianSource } from '../../../../lambda/sources/atlassian/atlassian-source';
import { ManualClock } from '../../../manual-clock';
import { type Reply, type ScriptedApi, startScriptedApi } from './scripted-api';

const record = {
  id: 'e-1',
  type: 'events',
  attributes: { time: '2026-11-22T09:00:00Z', processedAt: '2026-11-22T09:00:05Z' },
};
const page = (data: unknown[], meta: unknown = { next: 'c-2', page_size: 200 }) =>
  JSON.stringify({ data, meta, links: {} });
const ok = (body = page([record])): Reply => ({ status: 200, headers: { 'x-request-id': 'r-1' }, body });

let api: ScriptedApi;
let clock: ManualClock;
afterEach(() => api.stop());

async function sourceWith(replies: Reply[], secrets = ['{"orgId":"org-1","apiKey":"key-1"}']) {
  api = await startScriptedApi(replies);
  clock = new ManualClock();
  let reads = 0;
  const secret: SecretReader = {
    name: 'the secret test',
    howToEnter: 'Enter it.',
    read: async () => secrets[Math.min(reads++, secrets.length - 1)] ?? '',
  };
  const source = new AtlassianSource({ apiBaseUrl: api.baseUrl, secret, clock, random: () => 1 });
  return { source, reads: () => reads };
}
const from = { from: 1000, limit: 500, sortOrder: 'asc' };
const cursor = { cursor: 'c-1', limit: 500 };

describe('AtlassianSource', () => {
  it('asks events-stream for a full page, ascending, with the key in a header', async () => {
    const { source } = await sourceWith([ok()]);

    const answer = await source.fetchPage(source.requestSince(1000), Infinity);

    const [request] = api.requests;
    expect(request?.url.pathname).toBe('/admin/v1/orgs/org-1/events-stream');
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      from: '1000',
      limit: '500',
      sortOrder: 'asc',
    });
    expect(request?.headers.authorization).toBe('Bearer key-1');
    expect(answer).toMatchObject({
      kind: 'page',
      page: {
        request: { path: '/admin/v1/orgs/org-1/events-stream', query: from },
        response: { status: 200, requestId: 'r-1' },
        records: [record],
        times: [Date.parse('2026-11-22T09:00:05Z')],
        next: { cursor: 'c-2', limit: 500 },
      },
    });
    expect(JSON.stringify(answer)).not.toContain('key-1');
  });

  it.each([
    ['2026-11-22T09:59:59.999Z', false],
    ['2026-11-22T10:00:00.000Z', true],
    ['2026-11-22T10:01:00.000Z', true],
    ['2026-11-22T10:01:00.001Z', false],
  ])('says that a page is the last when it holds what came since the run began: %s', async (processedAt, isLast) => {
    const { source } = await sourceWith([ok(page([record, { id: 'e-2', attributes: { processedAt } }]))]);
    clock.advance(60_000);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page', page: { next: { cursor: 'c-2' } } });
    const answer = await source.fetchPage(from, Infinity);
    expect(answer.kind === 'page' && answer.page.isLast === true).toBe(isLast);
  });

  it('keeps the body byte for byte, whatever is in it and however it was compressed', async () => {
    const body = Buffer.concat([
      Buffer.from('{"meta":{},"data":[12345678901234567890,"\\ud800","'),
      Buffer.from([0xff]),
      Buffer.from('"]}\n'),
    ]);
    const { source } = await sourceWith([
      { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(body) },
    ]);
    const answer = await source.fetchPage(from, Infinity);
    expect(answer.kind === 'page' && Buffer.compare(answer.page.body, body)).toBe(0);
  });

  it.each([
    ['a null cursor', { next: null }],
    ['an absent cursor', {}],
    ['an empty cursor', { next: '' }],
    ['a null meta', null],
  ])('goes on nowhere with %s', async (_name, meta) => {
    const { source } = await sourceWith([ok(page([record], meta))]);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page', page: { next: undefined } });
  });

  it.each<[string, unknown, number | undefined]>([
    [
      'its processing time',
      { attributes: { processedAt: '2026-11-22T09:00:05Z', time: '2026-11-01T00:00:00Z' } },
      Date.parse('2026-11-22T09:00:05Z'),
    ],
    [
      'its own time when it has no other',
      { attributes: { time: '2026-11-01T00:00:00Z' } },
      Date.parse('2026-11-01T00:00:00Z'),
    ],
    [
      'its own time when the other is broken',
      { attributes: { processedAt: 'x', time: '2026-11-01T00:00:00Z' } },
      Date.parse('2026-11-01T00:00:00Z'),
    ],
    ['no time when it is no object', 'garbage', undefined],
    ['no time when it has none', { attributes: null }, undefined],
    ['no time when that is years ahead', { attributes: { processedAt: '9999-01-01T00:00:00Z' } }, undefined],
  ])('places a record by %s', async (_name, odd, time) => {
    const { source } = await sourceWith([ok(page([odd]))]);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ page: { records: [odd], times: [time] } });
  });

  it("believes the server's clock when its own stands still", async () => {
    const { source } = await sourceWith([ok()]);
    clock.advance(-30 * 24 * 3_600_000);
    // The scripted server is a real one: its Date header is of today, which is after the record was processed.
    expect(await source.fetchPage(from, Infinity)).toMatchObject({
      page: { times: [Date.parse('2026-11-22T09:00:05Z')] },
    });
  });

  it.each<[string, Reply]>([
    ['a 500', { status: 500 }],
    ['a 503 with a page of HTML', { status: 503, body: '<html>' }],
    ['a 200 with a page of HTML', { status: 200, body: '<html>' }],
    ['a body that was cut short', { status: 200, body: page([record]).slice(0, -5) }],
    ['an envelope that is not documented', { status: 200, body: '{"events":[]}' }],
    ['a cursor that is no text', { status: 200, body: page([record], { next: 7 }) }],
    ['a cursor that could never be sent back', { status: 200, body: page([record], { next: 'x'.repeat(8193) }) }],
    ['more records than any page has', { status: 200, body: page(Array.from({ length: 10_001 }, () => 0)) }],
    ['a list', { status: 200, body: '[]' }],
    ['an empty body', { status: 200, body: '' }],
    [
      'fewer bytes than announced',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"data":');
        setImmediate(() => response.destroy());
      },
    ],
    ['a reset connection', (request) => request.socket.resetAndDestroy()],
  ])('tries again after %s', async (_name, fault) => {
    const { source } = await sourceWith([fault, fault, ok()]);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page' });
    expect(clock.slept).toEqual([500, 1000]);
    expect(source.traffic).toEqual({ requests: 3, throttles: 0 });
  });

  it('gives up after five tries and says why', async () => {
    const { source } = await sourceWith([{ status: 502 }]);
    await expect(source.fetchPage(from, Infinity)).rejects.toThrow(
      /gave no usable answer in 5 attempts: it answered 502\. Nothing is lost/,
    );
    expect(api.requests).toHaveLength(5);
  });

  it('waits as long as a 429 asks', async () => {
    const { source } = await sourceWith([{ status: 429, headers: { 'x-ratelimit-reset': '2026-11-22T10:01Z' } }, ok()]);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page' });
    expect(clock.slept).toEqual([60_000]);
    expect(source.traffic).toEqual({ requests: 2, throttles: 1 });
  });

  it('ends cleanly when a 429 asks to wait longer than the run can', async () => {
    const { source } = await sourceWith([{ status: 429, headers: { 'retry-after': '90' } }]);
    const until = clock.now() + 90_000;
    expect(await source.fetchPage(from, clock.now() + 60_000)).toEqual({ kind: 'throttled', until });
    expect(clock.slept).toEqual([]);
  });

  it('ends cleanly when 429 never ends', async () => {
    const { source } = await sourceWith([{ status: 429 }]);
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'throttled' });
    expect(api.requests).toHaveLength(10);
  });

  it.each<[string, object, Reply]>([
    ['400', cursor, { status: 400, body: '{}' }],
    ['a named error of another status', cursor, { status: 404, body: '{"errors":[{"code":"InvalidPageCursor"}]}' }],
    ['404 that speaks of the cursor', cursor, { status: 404, body: '{"message":"cursor has expired"}' }],
    ['a named error with the status of a broken server', cursor, { status: 500, body: '{"code":"InvalidPageCursor"}' }],
    ['an address that is too long', cursor, { status: 414 }],
    ['a header that is too long', cursor, { status: 431 }],
    ['a named error with the status of a wrong key', cursor, { status: 403, body: '{"code":"INVALID_CURSOR"}' }],
  ])('takes %s for a refused cursor', async (_name, request, reply) => {
    const { source } = await sourceWith([reply]);
    expect(await source.fetchPage({ ...request }, Infinity)).toEqual({ kind: 'cursor-refused' });
  });

  it('does not take 400 for a refused cursor when it sent none', async () => {
    const { source } = await sourceWith([{ status: 400 }]);
    await expect(source.fetchPage(from, Infinity)).rejects.toThrow(/refused the request with 400/);
  });

  it.each([401, 403, 404])('fails loudly on %d, having read the secret once more', async (status) => {
    const { source, reads } = await sourceWith([{ status }]);
    await expect(source.fetchPage(from, Infinity)).rejects.toThrow(
      status === 404
        ? /answered 404\. The address may be wrong: Atlassian's is https:.* If it is right, the API key is for another organization than orgId in the secret test\.$/
        : new RegExp(`Atlassian answered ${status} to the credential in the secret test`),
    );
    expect([reads(), api.requests.length]).toEqual([2, 1]);
  });

  it('goes on with the organization that was corrected meanwhile, and says whose feed it reads', async () => {
    const { source } = await sourceWith(
      [{ status: 404 }, ok()],
      ['{"orgId":"wrong","apiKey":"key"}', '{"orgId":"right","apiKey":"key"}'],
    );
    expect(await source.feed()).toBe('/admin/v1/orgs/wrong/events-stream');
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page' });
    expect(await source.feed()).toBe('/admin/v1/orgs/right/events-stream');
  });

  it('goes on with the key that was rotated meanwhile', async () => {
    const { source, reads } = await sourceWith(
      [{ status: 401 }, ok(), { status: 401 }],
      ['{"orgId":"org-1","apiKey":"old"}', '{"orgId":"org-1","apiKey":" new\\n"}'],
    );
    expect(await source.fetchPage(from, Infinity)).toMatchObject({ kind: 'page' });
    expect(api.requests.map((request) => request.headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    // The second refusal is final: the secret was read again already.
    await expect(source.fetchPage(from, Infinity)).rejects.toThrow(/Atlassian answered 401/);
    expect(reads()).toBe(2);
  });

  it('reads the secret once for many requests', async () => {
    const { source, reads } = await sourceWith([ok()]);
    await source.fetchPage(from, Infinity);
    await source.fetchPage(cursor, Infinity);
    expect(reads()).toBe(1);
  });

  it('follows no redirect', async () => {
    const elsewhere = await startScriptedApi([ok()]);
    const { source } = await sourceWith([{ status: 302, headers: { location: `${elsewhere.baseUrl}/x` } }]);
    await expect(source.fetchPage(from, Infinity)).rejects.toThrow(
      /a redirect, which is never followed with a credential/,
    );
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  it.each<[string, string, RegExp]>([
    ['the placeholder', '{"orgId":"REPLACE_ME","apiKey":"REPLACE_ME"}', /still the placeholder/],
    ['half of the placeholder', '{"orgId":"org-1","apiKey":"REPLACE_ME"}', /still the placeholder, wholly or in part/],
    ['no JSON', 'key-1', /expected an object with orgId and apiKey/],
    ['no key', '{"orgId":"org-1"}', /apiKey: expected the API key/],
    [
      'a misspelt field',
      '{"orgid":"org-1","apiKey":"key-1"}',
      /: unknown field "orgid", did you mean "orgId"; orgId: expected/,
    ],
    [
      'a field of another kind of source',
      '{"apiHost":"x","apiKey":"key-1"}',
      /a field with an unknown name\. Allowed: orgId, apiKey, /,
    ],
    [
      'a key in place of a name',
      '{"key-1AbCdEfGh":"","orgId":"org-1"}',
      /a field with an unknown name\. Allowed: orgId, /,
    ],
    ['an empty key', '{"orgId":"org-1","apiKey":"  "}', /apiKey: expected the API key/],
    ['a key with a line break', '{"orgId":"org-1","apiKey":"secret\\r\\nx: y"}', /apiKey: expected the API key/],
    ['an organization that is a path', '{"orgId":"../../x","apiKey":"secret"}', /orgId: expected the organization ID/],
  ])('refuses %s as a credential, naming the secret and the field, never a value', async (_name, value, expected) => {
    const { source } = await sourceWith([ok()], [value]);
    const failure = source.fetchPage(from, Infinity);
    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.toThrow(/^The credential in the secret test cannot be used: .*Enter it\.$/);
    await expect(failure).rejects.not.toThrow(/secret\\r|key-1|\.\.\/x/);
    expect(api.requests).toEqual([]);
  });
});
