import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { someOf } from '../depth';
import { type SynthesisedStack, synthesise } from '../lib/synthesised-stack';
import { alarmsOf } from './alarm-definition';
import { emailsOf } from './mailbox';
import { operate } from './operator';
import { credential, type Within } from './scenario';
import { SHARED_SCENARIOS, SOURCE_SCENARIOS } from './scenarios';
import type { Transition, WatchedAlarm } from './watched-alarm';
import { SOURCE, World } from './world';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
// And a few minutes, so that nothing depends on full hours.
const TWO_DAYS = 2 * DAY + 7;
const A_MONDAY = Date.parse('2026-11-02T00:00:00Z');
const SCENARIOS = [...SOURCE_SCENARIOS, ...SHARED_SCENARIOS];

const stackOf = (quietDays: readonly string[] = []): SynthesisedStack =>
  synthesise({ keepwatch: { deploymentTrail: { enabled: true }, sources: [{ name: SOURCE, quietDays }] } });

/** An alarm, and how many minutes after something it changed: one that changed twice stands there twice. */
type Change = readonly [name: string, minute: number];

const firings = (alarms: readonly WatchedAlarm[], since: number) => changes(alarms, since, ({ to }) => to === 'ALARM');
const endings = (alarms: readonly WatchedAlarm[], since: number) =>
  changes(alarms, since, ({ from }) => from === 'ALARM');

function changes(
  alarms: readonly WatchedAlarm[],
  since: number,
  counts: (transition: Transition) => boolean,
): readonly Change[] {
  return alarms
    .flatMap(({ definition, transitions }) =>
      transitions
        .filter((transition) => transition.at >= since && counts(transition))
        .map(({ at }): Change => [definition.name, (at - since) / MINUTE]),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const names = (changes: readonly Change[]) => changes.map(([name]) => name);

const isWithin = (minute: number, within: Within | undefined) =>
  within !== undefined && minute >= within.from && minute <= within.to;

describe('alarms', () => {
  it.each(someOf(SCENARIOS, 9).map((scenario) => [scenario.title, scenario] as const))(
    '%s',
    async (_title, scenario) => {
      const { fault, lasts, fires, cure, command, overWithin } = scenario;
      const expected = Object.keys(fires).sort();
      const stack = stackOf(scenario.quietDays);
      const world = new World(stack, A_MONDAY);
      world.secret = credential('key-1');

      // Prepare: days of health, without a single email.
      await world.pass(scenario.healthyFor ?? TWO_DAYS);
      expect(emailsOf(stack, world.alarms)).toEqual([]);
      expect(world.alarms.filter(({ state }) => state !== 'OK')).toEqual([]);

      // Act
      const faultAt = world.time;
      fault(world);
      await world.pass(lasts);

      // Assess: these, each once, none other, each in its time.
      const fired = firings(world.alarms, faultAt);
      expect(names(fired)).toEqual(expected);
      expect(fired.filter(([name, minute]) => !isWithin(minute, fires[name]))).toEqual([]);
      expect(endings(world.alarms, faultAt)).toEqual([]);

      // Act: the repair.
      const repairAt = world.time;
      cure?.(world);
      if (command) await operate(world, command);
      await world.pass(4 * HOUR);
      world.auditLog.eventEvery = false;
      await world.pass(15);

      // Assess: each is over, once, and everything that happened is in the lake, once.
      const over = endings(world.alarms, repairAt);
      expect(names(over)).toEqual(expected);
      expect(over.filter(([, minute]) => minute > overWithin)).toEqual([]);
      expect(firings(world.alarms, repairAt)).toEqual([]);
      expect(await world.broken()).toEqual([]);

      // Assess: each sent two emails, one for its beginning and one for its end.
      const emails = emailsOf(stack, world.alarms).map(({ alarm, state }) => `${alarm} ${state}`);
      expect(emails.sort()).toEqual(expected.flatMap((name) => [`${name} ALARM`, `${name} OK`]));
    },
  );

  it('each have a scenario', () => {
    const provoked = new Set(SCENARIOS.flatMap(({ fires }) => Object.keys(fires)));

    expect(
      alarmsOf(stackOf())
        .map(({ name }) => name)
        .filter((name) => !provoked.has(name)),
    ).toEqual([]);
  });

  it('stay quiet for 24 hours after a deployment without a credential, then fire', async () => {
    const world = new World(stackOf(), A_MONDAY);

    await world.pass(DAY - 1);
    const calm = firings(world.alarms, A_MONDAY);
    await world.pass(DAY);

    expect(calm).toEqual([]);
    expect(names(firings(world.alarms, A_MONDAY))).toEqual([
      'atlassian-main-Failing',
      'atlassian-main-NotRunning',
      'atlassian-main-Silence',
    ]);
  });

  it('stay quiet when the credential is entered within that day', async () => {
    const stack = stackOf();
    const world = new World(stack, A_MONDAY);

    await world.pass(6 * HOUR);
    world.secret = credential('key-1');
    await world.pass(2 * DAY);

    expect(emailsOf(stack, world.alarms)).toEqual([]);
  });
});
