import { connect } from 'node:net';
import {
  type AtlassianSimulator,
  type AtlassianSimulatorOptions,
  startAtlassianSimulator,
} from '../../../simulators/atlassian/simulator';
import { ask, askAll, askPage, codeOf, DAY, NOW } from './client';

describe('the Atlassian API simulator', () => {
  const running: AtlassianSimulator[] = [];

  async function start(options: AtlassianSimulatorOptions = {}): Promise<AtlassianSimulator> {
    const simulator = await startAtlassianSimulator({ now: () => NOW, ...options });
    running.push(simulator);
    return simulator;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
  });

  describe('paging', () => {
    test('serves half a year once each, ascending by processing time', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const events = await askAll(simulator, `?limit=500&from=${NOW - 180 * DAY}`);
      // Assess
      const times = events.map(({ attributes }) => attributes.processedAt);
      expect(events.length).toBeGreaterThan(25_100);
      expect(events.length).toBeLessThan(25_300);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(times).toEqual([...times].sort());
      expect(simulator.requests).toBe(Math.ceil(events.length / 500) + 1);
    });

    test('serves the same events in any page size', async () => {
      // Prepare
      const simulator = await start();
      const from = NOW - 2 * DAY;
      // Act
      const large = await askAll(simulator, `?limit=500&from=${from}`);
      const small = await askAll(simulator, `?limit=7&from=${from}`);
      // Assess
      expect(small).toEqual(large);
    });

    test('descending is ascending turned round, and the cursor keeps order and range', async () => {
      // Prepare
      const simulator = await start();
      const range = `from=${NOW - 9 * DAY}&to=${NOW - 2 * DAY}`;
      // Act
      const ascending = await askAll(simulator, `?limit=500&${range}`);
      const descending = await askAll(simulator, `?limit=100&sortOrder=desc&${range}`);
      // Assess
      expect(ascending.length).toBe(980);
      expect(descending).toEqual(ascending.toReversed());
    });

    test('gives 200 events unless told otherwise, and 500 at most', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const plain = await askPage(simulator);
      const most = await askPage(simulator, '?limit=500');
      const tooMany = await ask(simulator, '?limit=501');
      // Assess
      expect(plain.data).toHaveLength(200);
      expect(most.data).toHaveLength(500);
      expect(tooMany.status).toBe(400);
    });

    test('keeps 180 days, however far back it is asked', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const { data } = await askPage(simulator, '?from=0');
      // Assess
      const oldest = Date.parse(data[0]?.attributes.processedAt ?? '');
      expect(oldest).toBeGreaterThanOrEqual(NOW - 180 * DAY);
      expect(oldest).toBeLessThan(NOW - 179.9 * DAY);
    });

    test.each([
      ['inclusive', 1],
      ['exclusive', 0],
    ] as const)('%s edges give an event exactly at the edge %d times', async (edges, times) => {
      // Prepare
      const simulator = await start({ range: { edges } });
      const { data } = await askPage(simulator, '?limit=1');
      const edge = Date.parse(data[0]?.attributes.processedAt ?? '');
      // Act
      const page = await askPage(simulator, `?from=${edge}&to=${edge}`);
      // Assess
      expect(page.data).toHaveLength(times);
    });

    test('a range can be one of event times', async () => {
      // Prepare
      const byTime = await start({ range: { field: 'time' } });
      const byProcessing = await start();
      const [from, to] = [NOW - 2 * DAY, NOW - DAY];
      // Act
      const events = await askAll(byTime, `?from=${from}&to=${to}`);
      // Assess
      const everything = await askAll(byProcessing, `?limit=500&from=${from - DAY}&to=${to + DAY}`);
      const expected = everything.filter(
        ({ attributes: { time } }) => Date.parse(time) >= from && Date.parse(time) <= to,
      );
      expect(events).toEqual(expected);
    });
  });

  describe('the end of the stream', () => {
    test('by default every page has a cursor, and an empty page gives back the one it was asked with', async () => {
      // Prepare
      let now = NOW;
      const simulator = await start({ now: () => now });
      // Act
      const last = await askPage(simulator, `?limit=500&from=${NOW - DAY}`);
      const empty = await askPage(simulator, `?cursor=${last.meta.next}`);
      now += DAY;
      const later = await askPage(simulator, `?limit=500&cursor=${empty.meta.next}`);
      // Assess
      expect(last.data).toHaveLength(140);
      expect(empty.data).toEqual([]);
      expect(empty.meta.next).toBe(last.meta.next);
      expect(later.data).toHaveLength(140);
    });

    test.each([
      ['null', { next: null, page_size: 200 }],
      ['absent', { page_size: 200 }],
    ] as const)('%s: the last page has no cursor, the pages before it have one', async (endOfStream, meta) => {
      // Prepare
      const simulator = await start({ endOfStream });
      // Act
      const first = await askPage(simulator, `?limit=100&from=${NOW - DAY}`);
      const last = await askPage(simulator, `?limit=100&cursor=${first.meta.next}`);
      const empty = await askPage(simulator, `?from=${NOW}`);
      // Assess
      expect(first.meta.next).toEqual(expect.any(String));
      expect(last.data).toHaveLength(40);
      expect(last.meta).toEqual(meta);
      expect(last.links).toEqual({});
      expect(empty).toEqual({ data: [], meta, links: {} });
    });

    test('a page that ends exactly with the last event is the last page', async () => {
      // Prepare
      const simulator = await start({ endOfStream: 'null' });
      // Act
      const { data, meta } = await askPage(simulator, `?limit=140&from=${NOW - DAY}`);
      // Assess
      expect(data).toHaveLength(140);
      expect(meta.next).toBeNull();
    });
  });

  describe('refusals', () => {
    test.each([
      ['a wrong key', { authorization: 'Bearer something-else' }],
      ['no key', { authorization: '' }],
      ['another scheme', { authorization: 'Basic ZGVtbzpkZW1v' }],
    ])('%s is answered with 401', async (_case, headers) => {
      // Prepare
      const simulator = await start();
      // Act
      const response = await ask(simulator, '', headers);
      // Assess
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe('Unauthorized');
    });

    test('another organization is answered with 404', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const response = await ask({ ...simulator, orgId: '00000000-0000-4000-8000-000000000000' });
      // Assess
      expect(response.status).toBe(404);
      expect(await codeOf(response)).toBe('NotFound');
    });

    test.each([
      ['unknown parameter', '?q=login'],
      ['repeated parameter', '?limit=5&limit=6'],
      ['ISO time', '?from=2026-01-01T00:00:00Z'],
      ['seconds instead of milliseconds', '?from=1767225600'],
      ['negative time', '?to=-1'],
      ['empty time', '?from='],
      ['range that ends before it begins', `?from=${NOW}&to=${NOW - 1}`],
      ['limit of nothing', '?limit=0'],
      ['limit that is no number', '?limit=many'],
      ['unknown order', '?sortOrder=ascending'],
    ])('%s is answered with 400', async (_case, query) => {
      // Prepare
      const simulator = await start();
      // Act
      const response = await ask(simulator, query);
      // Assess
      expect(response.status).toBe(400);
      expect(await codeOf(response)).toBe('InvalidRequest');
    });

    test('a cursor that is broken, altered or of another seed is refused by name', async () => {
      // Prepare
      const simulator = await start();
      const other = await start({ seed: 2 });
      const good = (await askPage(simulator)).meta.next ?? '';
      const foreign = (await askPage(other)).meta.next ?? '';
      const altered = Buffer.from(Buffer.from(good, 'base64url').toString().replace('asc', 'desc')).toString(
        'base64url',
      );
      for (const cursor of ['', 'x', '%FF', `${good}A`, good.slice(0, -1), altered, foreign]) {
        // Act
        const response = await ask(simulator, `?cursor=${cursor}`);
        // Assess
        expect(response.status).toBe(400);
        expect(await codeOf(response)).toBe('InvalidPageCursor');
      }
      expect((await ask(simulator, `?cursor=${good}`)).status).toBe(200);
    });

    test('other paths are answered with 404 and other methods with 405', async () => {
      // Prepare
      const simulator = await start();
      const stream = `${simulator.baseUrl}/v1/orgs/${simulator.orgId}/events-stream`;
      // Act
      const elsewhere = await fetch(`${simulator.baseUrl}/v1/orgs`);
      const posted = await fetch(stream, { method: 'POST', body: 'x'.repeat(1_000_000) });
      // Assess
      expect(elsewhere.status).toBe(404);
      expect(posted.status).toBe(405);
      expect(posted.headers.get('allow')).toBe('GET');
    });
  });

  describe('odd input', () => {
    test.each([
      ['broken percent encoding', 'GET /admin/v1/orgs/%E0%A4%A/events-stream?cursor=%E0%A4%A HTTP/1.1'],
      ['a target that is no URL', 'GET // HTTP/1.1'],
      ['an absolute target', 'GET http://[::1/admin HTTP/1.1'],
      ['a huge query', `GET /admin/v1/orgs/x/events-stream?cursor=${'a'.repeat(100_000)} HTTP/1.1`],
      ['no HTTP', 'hello'],
      ['an upgrade', 'GET /admin HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket'],
      ['a tunnel', 'CONNECT example.com:443 HTTP/1.1'],
    ])('%s does no harm', async (_case, request) => {
      // Prepare
      const simulator = await start();
      const { port } = new URL(simulator.baseUrl);
      // Act
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.end(`${request}\r\nHost: localhost\r\n\r\n`);
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve());
        socket.resume();
      });
      // Assess
      expect((await ask(simulator)).status).toBe(200);
    });

    test('an impossible number of events a day is refused with what is allowed', async () => {
      // Act and assess
      await expect(startAtlassianSimulator({ eventsPerDay: 0 })).rejects.toThrow(/eventsPerDay is 0; allowed are 1 to/);
      await expect(startAtlassianSimulator({ eventsPerDay: Number.NaN })).rejects.toThrow(RangeError);
    });

    test('a port in use is an error, not a crash', async () => {
      // Prepare
      const { port } = new URL((await start()).baseUrl);
      // Act and assess
      await expect(startAtlassianSimulator({ port: Number(port) })).rejects.toThrow(/EADDRINUSE/);
    });
  });

  test('stops at once although a client keeps its connection, and stops twice', async () => {
    // Prepare
    const simulator = await startAtlassianSimulator({ now: () => NOW, latencyMs: 60_000 });
    const slow = ask(simulator).catch(() => 'cut off');
    await new Promise<void>((resolve) => {
      const look = () => (simulator.requests > 0 ? resolve() : setImmediate(look));
      look();
    });
    // Act
    await simulator.stop();
    await simulator.stop();
    // Assess
    expect(await slow).toBe('cut off');
    await expect(ask(simulator)).rejects.toThrow();
  });
});
