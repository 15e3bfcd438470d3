import type { AuditEvent } from '../../../simulators/atlassian/audit-event';
import {
  type AtlassianSimulator,
  type AtlassianSimulatorOptions,
  startAtlassianSimulator,
} from '../../../simulators/atlassian/simulator';
import { caseCount, someOf } from '../../depth';
import { ask, askAll, askPage, DAY, NOW } from './client';

const HOUR = 3_600_000;
// The simulator's own number is 140.
const EVENTS_PER_DAY = caseCount(140, 5);

describe('the simulated history', () => {
  const running: AtlassianSimulator[] = [];

  async function start(options: AtlassianSimulatorOptions = {}): Promise<AtlassianSimulator> {
    const simulator = await startAtlassianSimulator({ now: () => NOW, ...options });
    running.push(simulator);
    return simulator;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
  });

  test('one seed gives the same bytes, another seed gives other events', async () => {
    // Prepare
    const [first, second, other] = await Promise.all([start(), start(), start({ seed: 2 })]);
    const query = `?limit=500&from=${NOW - 3 * DAY}`;
    // Act
    const bodies = await Promise.all([first, second, other].map(async (one) => (await ask(one, query)).text()));
    // Assess
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[2]).not.toBe(bodies[0]);
  });

  test('a simulator that starts later takes the cursor of an earlier one and goes on where that ended', async () => {
    // Prepare
    const earlier = await start();
    const { data, meta } = await askPage(earlier, `?limit=500&from=${NOW - DAY}`);
    const later = await start({ now: () => NOW + 6 * HOUR });
    // Act
    const since = await askAll(later, `?limit=500&cursor=${meta.next}`);
    // Assess
    const atOnce = await askAll(later, `?limit=500&from=${NOW - DAY}`);
    expect(since).toHaveLength(35);
    expect([...data, ...since]).toEqual(atOnce);
  });

  test('an event appears once its processing time has come', async () => {
    // Prepare
    let now = NOW;
    const simulator = await start({ now: () => now });
    const ahead = await start({ now: () => NOW + DAY });
    const [next] = (await askPage(ahead, `?limit=1&from=${NOW}`)).data;
    const processedAt = Date.parse(next?.attributes.processedAt ?? '');
    // Act
    now = processedAt - 1;
    const before = await askPage(simulator, `?from=${NOW}`);
    now = processedAt;
    const after = await askPage(simulator, `?from=${NOW}`);
    // Assess
    expect(before.data).toEqual([]);
    expect(after.data).toEqual([next]);
  });

  test('a backlog of a million events is reached at any point, and its ids are all different', async () => {
    // Prepare
    const simulator = await start({ eventsPerDay: 5556 });
    // Act
    const begin = await askPage(simulator, '?limit=500');
    const middle = await askAll(simulator, `?limit=500&from=${NOW - 90 * DAY}&to=${NOW - 89 * DAY}`);
    const end = await askPage(simulator, '?limit=500&sortOrder=desc');
    // Assess
    const events = [...begin.data, ...middle, ...end.data];
    expect(middle.length).toBeGreaterThan(5_500);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  describe('late events', () => {
    test('a late event appears behind the cursor, and only after it was revealed', async () => {
      // Prepare
      const simulator = await start();
      const query = `?limit=500&from=${NOW - 2 * DAY}`;
      const before = await askPage(simulator, query);
      // Act
      const late = simulator.revealLateEvent();
      const polled = await askPage(simulator, `?cursor=${before.meta.next}`);
      const swept = await askPage(simulator, query);
      // Assess
      const age = NOW - Date.parse(late.processedAt);
      expect(age).toBeGreaterThan(2 * HOUR);
      expect(age).toBeLessThan(28 * HOUR);
      expect(polled.data).toEqual([]);
      expect(swept.data.filter(({ id }) => id === late.id)).toHaveLength(1);
      expect(swept.data.filter(({ id }) => id !== late.id)).toEqual(before.data);
      const times = swept.data.map(({ attributes }) => attributes.processedAt);
      expect(times).toEqual([...times].sort());
    });

    test('pages of any size and either order serve it once', async () => {
      // Prepare
      const simulator = await start();
      const { id } = simulator.revealLateEvent();
      const range = `from=${NOW - 2 * DAY}`;
      // Act
      const small = await askAll(simulator, `?limit=1&${range}`);
      const descending = await askAll(simulator, `?limit=3&sortOrder=desc&${range}`);
      // Assess
      expect(small).toHaveLength(281);
      expect(small.filter((event) => event.id === id)).toHaveLength(1);
      expect(descending).toEqual(small.toReversed());
    });

    test('a day has one late event, whoever reveals it and however often; the next day has another', async () => {
      // Prepare
      let now = NOW;
      const simulator = await start({ now: () => now });
      const restarted = await start({ now: () => NOW + 9 * HOUR });
      // Act
      const first = simulator.revealLateEvent();
      const again = simulator.revealLateEvent();
      const elsewhere = restarted.revealLateEvent();
      now += DAY;
      const tomorrow = simulator.revealLateEvent();
      // Assess
      expect(again).toEqual(first);
      expect(elsewhere).toEqual(first);
      expect(tomorrow.id).not.toBe(first.id);
      expect(await askAll(simulator, `?limit=500&from=${NOW - 2 * DAY}`)).toHaveLength(3 * 140 + 2);
    });
  });

  describe('its records', () => {
    const isMalformed = ({ attributes }: AuditEvent): boolean => Number.isNaN(Date.parse(attributes.time));

    test.each(someOf([1, 2, 3], 3))(
      'seed %d: six or seven in half a year are malformed, one of them within 30 days',
      async (seed) => {
        // Prepare
        for (const day of someOf([0, 10, 20], 2)) {
          const now = NOW + day * DAY;
          const simulator = await start({ seed, now: () => now, eventsPerDay: 20 });
          // Act
          const events = await askAll(simulator, '?limit=500');
          // Assess
          const malformed = events.filter(isMalformed);
          expect([6, 7]).toContain(malformed.length);
          expect(new Set(malformed.map(({ attributes }) => attributes.time))).toEqual(new Set(['not-a-date']));
          expect(Date.parse(malformed.at(-1)?.attributes.processedAt ?? '')).toBeGreaterThan(now - 30 * DAY);
        }
      },
    );

    test('are as varied as real ones', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const events = await askAll(simulator, '?limit=500');
      // Assess
      const attributes = events.map((event) => event.attributes);
      const counts = new Map<string, number>();
      for (const { action } of attributes) counts.set(action, (counts.get(action) ?? 0) + 1);
      const [mostCommon] = [...counts].sort(([, a], [, b]) => b - a);
      expect(mostCommon?.[0]).toBe('user_login');
      expect(counts.size).toBeGreaterThanOrEqual(30);
      for (const rare of ['user_logged_in_as_user', 'added_org_admin', 'twosv_disabled_for_user', 'policy_deleted']) {
        expect(counts.get(rare)).toBeGreaterThanOrEqual(1);
        expect(counts.get(rare)).toBeLessThanOrEqual(20);
      }
      const fractions = new Set(attributes.map(({ time }) => time.split('.')[1]?.length ?? 0));
      expect(fractions).toEqual(new Set([0, 4, 7]));
      expect(new Set(attributes.map(({ actor }) => actor.id)).size).toBe(14);
      expect(attributes.some(({ location }) => location === undefined)).toBe(true);
      expect(attributes.some(({ location }) => location?.city === '')).toBe(true);
      expect(attributes.some(({ context }) => context.length === 0)).toBe(true);
      expect(attributes.some(({ actor }) => actor.auth === undefined)).toBe(true);
      expect(attributes.some(({ actor }) => actor.auth?.authType === 'session')).toBe(true);
      expect(attributes.some(({ actor }) => actor.email.endsWith('@connect.atlassian.com'))).toBe(true);
      expect(events.some(({ message }) => message.content === '')).toBe(true);
    });

    test('name only addresses and domains that are set aside for documentation', async () => {
      // Prepare
      const simulator = await start({ eventsPerDay: EVENTS_PER_DAY });
      // Act
      const events = await askAll(simulator, '?limit=500');
      // Assess
      const addresses = events.flatMap(({ attributes }) => attributes.location?.ip ?? []);
      const emails = events.map(({ attributes }) => attributes.actor.email);
      const setAside = /^(192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:)/;
      const expected = /@example\.com$|@connect\.atlassian\.com$|^Atlassian Internal System$/;
      expect(addresses.filter((address) => !setAside.test(address))).toEqual([]);
      expect(emails.filter((email) => !expected.test(email))).toEqual([]);
    });

    test('happened before they were processed, by ten minutes at most', async () => {
      // Prepare
      const simulator = await start();
      // Act
      const events = await askAll(simulator, `?limit=500&from=${NOW - 60 * DAY}`);
      // Assess
      const delays = events
        .filter((event) => !isMalformed(event))
        .map(({ attributes: { time, processedAt } }) => Date.parse(processedAt) - Date.parse(time));
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(3000);
      expect(Math.max(...delays)).toBeLessThanOrEqual(10 * 60_000);
    });
  });
});
