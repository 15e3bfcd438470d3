import type { ManualClock } from '../../../manual-clock';
import { done, errors, json, openSource, results, row, since, started, state } from './panther-replies';
import type { Reply, ScriptedPanther } from './scripted-panther';

const running = state('running');
const resetConnection: Reply = (request) => request.socket.resetAndDestroy();

let api: ScriptedPanther;
let clock: ManualClock;
afterEach(() => api.stop());

async function sourceWith(...given: Parameters<typeof openSource>) {
  const opened = await openSource(...given);
  ({ api, clock } = opened);
  return opened;
}
const asked = () => api.operations.map(({ name }) => name);

describe('a read of PantherSource', () => {
  it('begins a query, waits ever longer until it is done, and takes the first page of its results', async () => {
    const { source } = await sourceWith([started, running, running, running, running, running, running, done]);

    const answer = await source.fetchPage(source.requestSince(Date.parse('2026-11-22T08:00:00Z')), Infinity);

    const [start, look] = api.operations;
    expect(start).toMatchObject({ method: 'POST', path: '/public/graphql', headers: { 'x-api-key': 'key-1' } });
    expect(start?.variables).toEqual({
      sql: "SELECT * FROM panther_logs.public.panther_audit WHERE p_parse_time >= '2026-11-22 08:00:00.000' AND p_parse_time < '2026-11-22 10:00:00.000' ORDER BY p_parse_time, p_row_id",
    });
    expect(look?.variables).toEqual({ id: 'q-1', cursor: null, pageSize: 500 });
    expect(clock.slept).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(answer).toMatchObject({
      kind: 'page',
      page: {
        request: { path: await source.feed(), query: since },
        response: { status: 200, requestId: 'r-1' },
        receivedAt: clock.now(),
        records: [row],
        times: [Date.parse('2026-11-22T09:30:00.123Z')],
        next: { since: '2026-11-22T08:30:00.123Z' },
        isLast: true,
      },
    });
    expect(JSON.stringify(answer)).not.toContain('key-1');
    expect(source.traffic).toEqual({ requests: 8, throttles: 0 });
  });

  it('goes on within the results, and keeps where the next read begins', async () => {
    const { source } = await sourceWith([
      started,
      state('completed', results([row], 'c-1')),
      state('completed', results([{ ...row, p_parse_time: 'broken' }], 'c-2')),
      state('completed', results([])),
    ]);
    const next = { query: 'q-1', since: '2026-11-22T08:30:00.123Z' };

    const first = await source.fetchPage(since, Infinity);
    expect(first).toMatchObject({ page: { next: { ...next, cursor: 'c-1' } } });
    expect(first).toHaveProperty('page.isLast', false);
    expect(await source.fetchPage({ ...next, cursor: 'c-1' }, Infinity)).toMatchObject({
      page: { times: [undefined], next: { ...next, cursor: 'c-2' } },
    });
    expect(api.operations.at(-1)?.variables).toMatchObject({ id: 'q-1', cursor: 'c-1' });
    expect(await source.fetchPage({ ...next, cursor: 'c-2' }, Infinity)).toMatchObject({
      page: { records: [], next: { since: next.since }, isLast: true },
    });
    expect(asked()).toEqual(['Start', 'Read', 'Read', 'Read']);
  });

  it('begins the next read where this one began when nothing is newer by more than the overlap', async () => {
    const early = { ...row, p_parse_time: '2026-11-22 08:30:00.000' };
    const { source } = await sourceWith([
      ...[started, state('succeeded', results([]))],
      ...[started, state('succeeded', results([early]))],
    ]);
    for (let i = 0; i < 2; i++) {
      expect(await source.fetchPage(since, Infinity)).toMatchObject({ page: { next: since, isLast: true } });
    }
  });

  it('believes no time that is years ahead', async () => {
    const odd = { ...row, p_parse_time: '9999-01-01 00:00:00.000' };
    const { source } = await sourceWith([started, state('succeeded', results([odd]))]);
    expect(await source.fetchPage(since, Infinity)).toMatchObject({ page: { times: [undefined], next: since } });
  });

  it('keeps the body byte for byte', async () => {
    const body = Buffer.concat([
      Buffer.from(
        '{"data": {"dataLakeQuery":{"status":"succeeded","results":{"edges":[{"node":{"n":12345678901234567890,"x":"',
      ),
      Buffer.from([0xff]),
      Buffer.from('"}}],"pageInfo":{"hasNextPage":false}}}}}\n'),
    ]);
    const { source } = await sourceWith([started, { status: 200, body }]);
    const answer = await source.fetchPage(since, Infinity);
    expect(answer.kind === 'page' && Buffer.compare(answer.page.body, body)).toBe(0);
  });

  it('cancels the query when the run has no time left for it', async () => {
    const { source } = await sourceWith([started, running]);
    expect(await source.fetchPage(since, clock.now() + 10_000)).toEqual({ kind: 'unfinished' });
    expect(clock.slept).toEqual([1000, 2000, 4000]);
    expect(api.operations.at(-1)).toMatchObject({ name: 'Cancel', variables: { id: 'q-1' } });
  });

  it('cancels a query that hangs, though the run has no end, and minds no failure to do so', async () => {
    const { source } = await sourceWith([started, ...Array(64).fill(running), { status: 400 }]);
    expect(await source.fetchPage(since, Infinity)).toEqual({ kind: 'unfinished' });
    expect(asked().slice(-2)).toEqual(['Read', 'Cancel']);
    expect(clock.slept.reduce((a, b) => a + b)).toBeLessThanOrEqual(15 * 60_000);
  });

  it.each<[string, Reply]>([
    ['500', { status: 500 }],
    ['a reset connection', resetConnection],
    ['a page of HTML', { status: 200, body: '<html>' }],
    ['an answer without an id', json({ data: { executeDataLakeQuery: null } })],
  ])('never begins a second query when the answer to the first is lost: %s', async (_name, reply) => {
    const { source } = await sourceWith([reply]);
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(
      /did not say whether it started the query: .*No second query is started meanwhile\. Nothing is lost/,
    );
    expect(asked()).toEqual(['Start']);
  });

  it('tries again, and says so plainly, where nobody can have got the request', async () => {
    const { source } = await sourceWith([started]);
    await api.stop();
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(
      /^127\.0\.0\.1:\d+ gave no usable answer in 5 attempts: the connection failed \(.*ECONNREFUSED.*\): check apiHost in the secret test\. Nothing is lost/,
    );
    expect(source.traffic.requests).toBe(5);
  });

  it.each<[string, Reply]>([
    ['500', { status: 500 }],
    ['a reset connection', resetConnection],
    ['a page of HTML', { status: 200, body: '<html>' }],
    ['a body that was cut short', { status: 200, body: '{"data":{"dataLakeQuery":' }],
    ['no data', json({ data: null })],
    ['no status', json({ data: { dataLakeQuery: {} } })],
    ['a query that is not known yet', json({ data: { dataLakeQuery: null } })],
    ['done without results', state('succeeded')],
    ['more to come without a cursor', state('succeeded', { edges: [], pageInfo: { hasNextPage: true } })],
    ['a cursor that no header could hold', state('succeeded', results([], 'x'.repeat(8193)))],
    ['more records than any page has', state('succeeded', results(Array(10_001).fill(0)))],
  ])('looks at the query again after %s', async (_name, reply) => {
    const { source } = await sourceWith([started, reply, reply, done]);
    expect(await source.fetchPage(since, Infinity)).toMatchObject({ kind: 'page' });
    expect(asked()).toEqual(['Start', 'Read', 'Read', 'Read']);
    expect(clock.slept).toEqual([500, 1000]);
  });

  it('asks for ever smaller pages as long as none comes whole', async () => {
    const { source } = await sourceWith([started, { status: 500 }, resetConnection, { status: 200, body: '' }, done]);

    await source.fetchPage(since, Infinity);

    expect(api.operations.slice(1).map(({ variables }) => variables.pageSize)).toEqual([500, 250, 125, 63]);
  });

  it.each(['RUNNING', 'queued', 'Pending'])(
    'waits for a query that is %s, and takes one that SUCCEEDED',
    async (status) => {
      const { source } = await sourceWith([started, state(status), state('SUCCEEDED', results([row]))]);
      expect(await source.fetchPage(since, Infinity)).toMatchObject({ kind: 'page', page: { records: [row] } });
    },
  );

  it('ends when the secret leads elsewhere during a run: this position is one in another log', async () => {
    const { source } = await sourceWith(
      [{ status: 401 }, started],
      ['{"apiHost":"API","apiKey":"key-1"}', '{"apiHost":"api.other.runpanther.net","apiKey":"key-1"}'],
    );
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(
      /apiHost in the secret test changed during the run/,
    );
    expect(asked()).toHaveLength(1);
  });

  it('gives up after five tries, cancels, and says why', async () => {
    const { source } = await sourceWith([started, { status: 502 }]);
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(
      /gave no usable answer in 5 attempts: it answered 502/,
    );
    expect(asked()).toEqual(['Start', 'Read', 'Read', 'Read', 'Read', 'Read', 'Cancel']);
  });

  it('waits as long as a 429 asks, before the query is begun and after', async () => {
    const throttled: Reply = { status: 429, headers: { 'retry-after': '20' } };
    const { source } = await sourceWith([throttled, started, throttled, done]);
    expect(await source.fetchPage(since, Infinity)).toMatchObject({ kind: 'page' });
    expect(clock.slept).toEqual([20_000, 20_000]);
    expect(source.traffic).toEqual({ requests: 4, throttles: 2 });
  });

  it('ends cleanly when a 429 asks to wait longer than the run can', async () => {
    const throttled: Reply = { status: 429, headers: { 'retry-after': '90' } };
    const { source } = await sourceWith([started, throttled]);
    const until = clock.now() + 90_000;
    expect(await source.fetchPage(since, clock.now() + 60_000)).toEqual({ kind: 'throttled', until });
    expect(asked()).toEqual(['Start', 'Read', 'Cancel']);
  });

  it('ends cleanly when a 429 keeps it from beginning a query', async () => {
    const { source } = await sourceWith([{ status: 429, headers: { 'retry-after': '90' } }]);
    expect(await source.fetchPage(since, clock.now() + 60_000)).toMatchObject({ kind: 'throttled' });
    expect(asked()).toEqual(['Start']);
  });

  it.each(['failed', 'cancelled', 'odd\u001b[2J'])('fails loudly when the query is %j', async (status) => {
    const { source } = await sourceWith([started, state(status, null, `no warehouse\n${'x'.repeat(400)}`)]);
    const failure = source.fetchPage(since, Infinity);
    await expect(failure).rejects.toThrow(
      /did not run the query: \w+.*, no warehouse\\u\{a\}x{200,}….*Nothing is lost/,
    );
    await expect(failure).rejects.not.toThrow(/\p{Cc}|x{300}/u);
    expect(asked()).toEqual(['Start', 'Read']);
  });

  it('names what Panther says is wrong with an operation, whatever its status', async () => {
    for (const status of [200, 400]) {
      const { source } = await sourceWith([errors('SQL compilation error', status)]);
      await expect(source.fetchPage(since, Infinity)).rejects.toThrow(/refused the operation: SQL compilation error\./);
      expect(asked()).toEqual(['Start']);
      await api.stop();
    }
  });

  it('cancels a query about which Panther says what is wrong', async () => {
    const { source } = await sourceWith([started, errors('cursor: unknown field')]);
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(/refused the operation: cursor: unknown field/);
    expect(asked()).toEqual(['Start', 'Read', 'Cancel']);
  });
});
