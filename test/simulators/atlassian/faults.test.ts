import { DEMO_FAULTS, type Fault, type ThrottleStyle, throttleHeaders } from '../../../simulators/atlassian/faults';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { ask, askPage, codeOf, NOW, type Page } from './client';

describe('planned faults', () => {
  let simulator: AtlassianSimulator;
  let firstPage: Page;

  /** The second request goes wrong; the first has its page, and the third tells that the fault is over. */
  async function startWith(fault: Fault): Promise<void> {
    simulator = await startAtlassianSimulator({ now: () => NOW, faults: new Map([[2, fault]]) });
    firstPage = await askPage(simulator);
  }

  afterEach(() => simulator.stop());

  test.each([401, 403, 404, 500, 503])('status %d has the error body of the API', async (status) => {
    // Prepare
    await startWith({ kind: 'status', status });
    // Act
    const response = await ask(simulator);
    // Assess
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(`Status${status}`);
    expect((await ask(simulator)).status).toBe(200);
  });

  test.each<[ThrottleStyle, string, string]>([
    ['iso-seconds', 'x-ratelimit-reset', '2026-03-15T12:00:02Z'],
    ['iso-minutes', 'x-ratelimit-reset', '2026-03-15T12:01Z'],
    ['epoch-seconds', 'x-ratelimit-reset', '1773576002'],
    ['retry-after', 'retry-after', '2'],
  ])('a throttle in the style %s says when to come back', async (style, header, expected) => {
    // Prepare
    await startWith({ kind: 'throttle', style, seconds: 2 });
    // Act
    const response = await ask(simulator);
    // Assess
    expect(response.status).toBe(429);
    expect(response.headers.get(header)).toBe(expected);
    expect(response.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await ask(simulator)).status).toBe(200);
  });

  test('a truncated body promises more than it sends', async () => {
    // Prepare
    await startWith({ kind: 'truncate' });
    // Act
    const response = await ask(simulator);
    // Assess
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await ask(simulator)).status).toBe(200);
  });

  test('a page of HTML comes with status 200', async () => {
    // Prepare
    await startWith({ kind: 'not-json' });
    // Act
    const response = await ask(simulator);
    // Assess
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow('is not valid JSON');
  });

  test('a reset connection gives no answer', async () => {
    // Prepare
    await startWith({ kind: 'reset-connection' });
    // Act and assess
    await expect(ask(simulator)).rejects.toThrow();
    expect((await ask(simulator)).status).toBe(200);
  });

  test('a hanging request ends when the client gives up, or else with the simulator', async () => {
    // Prepare
    await startWith({ kind: 'hang' });
    const hanging = ask(simulator).catch(() => 'cut off');
    const another = await ask(simulator);
    // Act
    await simulator.stop();
    // Assess
    expect(another.status).toBe(200);
    expect(await hanging).toBe('cut off');
  });

  test('a good cursor can be refused, and is good again afterwards', async () => {
    // Prepare
    await startWith({ kind: 'refuse-cursor' });
    const cursor = firstPage.meta.next;
    // Act
    const refused = await ask(simulator, `?cursor=${cursor}`);
    const taken = await ask(simulator, `?cursor=${cursor}`);
    // Assess
    expect(refused.status).toBe(400);
    expect(await codeOf(refused)).toBe('InvalidPageCursor');
    expect(taken.status).toBe(200);
  });

  test('a request without a cursor has none to refuse', async () => {
    // Prepare
    await startWith({ kind: 'refuse-cursor' });
    // Act and assess
    expect((await ask(simulator)).status).toBe(200);
  });
});

test('the faults of the demo hold it up for no more than two seconds each', () => {
  // Prepare
  const now = NOW + 1;
  const throttles = [...DEMO_FAULTS.values()].filter((fault) => fault.kind === 'throttle');
  // Act
  const waits = throttles.map(({ style, seconds }) => {
    const reset = throttleHeaders(style, seconds, now)['X-RateLimit-Reset'] ?? '';
    return Date.parse(reset) - now;
  });
  // Assess
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeGreaterThanOrEqual(1000);
  expect(waits[0]).toBeLessThanOrEqual(2000);
});
