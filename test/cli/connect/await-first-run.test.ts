import { type AwaitedLog, awaitFirstRun } from '../../../cli/connect/await-first-run';
import type { LastRun } from '../../../lambda/archive/state';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { ManualClock } from '../../manual-clock';
import { SilentLogger } from '../../silent-logger';

const STATE = 'state/atlassian-main.json';

let source: WatchedSource;
let clock: ManualClock;
beforeEach(() => {
  source = new WatchedSource([]);
  clock = new ManualClock();
});

/** Leaves how a run ended; `at` tells it from others, whatever any clock says. */
function ended(at: string, ending: LastRun['ending'], reason?: string): void {
  const endedAt = `2026-01-01T00:00:${at}.000Z`;
  const failure = reason === undefined ? null : { at: endedAt, reason };
  const lastRun: LastRun = { endedAt, ending, failure, caughtUpAt: null };
  const state = { head: 0, sweptAt: null, sweep: null, lastRun };
  source.lake.objects.set(STATE, new TextEncoder().encode(JSON.stringify(state)));
}

/** Waits, while what is given happens at the looks of these numbers. */
async function wait(happens: Readonly<Record<number, () => unknown>>) {
  let looks = 0;
  const log: AwaitedLog = {
    name: 'atlassian-main',
    archive: source.archive,
    lake: source.lake,
    logger: new SilentLogger(),
    clock: {
      now: () => clock.now(),
      async sleep(milliseconds) {
        looks += 1;
        await happens[looks]?.();
        await clock.sleep(milliseconds);
      },
    },
    start: async () => void (await happens[0]?.()),
  };
  const { level, says, next } = await awaitFirstRun(log);
  return `${level}: ${says}${next ? ` ${next}` : ''}`;
}

describe('the first run after a credential was entered', () => {
  it('is over with its first events', async () => {
    ended('00', 'failed', 'before');
    const says = await wait({ 0: () => source.capture([{ at: 0 }, { at: 1 }]), 1: () => source.process([1]) });
    expect(says).toBe('good: 2 events in the lake, from capture 1; more may follow');
  });

  it('is over when there is nothing new', async () => {
    source.capture([{ at: 0 }]);
    await source.process([1]);
    expect(await wait({ 1: () => ended('01', 'caught-up') })).toBe(
      'good: the collector has read everything; nothing was new',
    );
  });

  it.each<[string, Readonly<Record<number, () => unknown>>, RegExp]>([
    [
      'a failure',
      { 1: () => ended('01', 'failed', 'CredentialRejectedError: Refused.') },
      /^bad: the collector failed: CredentialRejectedError: Refused\. See docs\/runbook\.md#failing\.$/,
    ],
    ['a wish to wait', { 1: () => ended('01', 'throttled') }, /^warning: the API said to wait/],
    [
      'the end of its time',
      { 1: () => ended('01', 'out-of-time') },
      /^warning: the run ended before it had read everything/,
    ],
    ['no run', {}, /^warning: no run has ended within 17 minutes See docs\/runbook\.md#notrunning\.$/],
    [
      'a capture that is not processed',
      {
        1: () => {
          source.capture([{ at: 0 }]);
          ended('01', 'caught-up');
        },
      },
      /^warning: capture 1 is not processed after 17 minutes See docs\/runbook\.md#processor-failing\.$/,
    ],
    [
      'records that do not fit',
      {
        1: async () => {
          source.capture([{ at: 0, broken: true }]);
          await source.process([1]);
          ended('01', 'caught-up');
        },
      },
      /^warning: none yet: 1 record did not match the schema See docs\/runbook\.md#rejected\.$/,
    ],
  ])('is told by %s', async (_name, happens, expected) => {
    expect(await wait(happens)).toMatch(expected);
  });

  it('is not taken for one that was under way with the credential before', async () => {
    const says = await wait({
      1: () => ended('01', 'failed', 'CredentialRejectedError: the old one'),
      5: () => ended('02', 'caught-up'),
    });
    expect(says).toMatch(/^good: the collector has read everything/);
  });
});
