import { checkLastRun } from '../../../cli/doctor/check-last-run';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';

const ENDED = '2026-11-22T12:00:00.000Z';

async function findings(
  minutesLater: number,
  intervalMinutes?: number,
  failure: object | null = null,
  ending = 'caught-up',
) {
  const lake = new MemoryObjectStore();
  const lastRun = { endedAt: ENDED, ending, failure, caughtUpAt: ENDED };
  const state = { head: 1, sweptAt: null, sweep: null, lastRun };
  lake.objects.set('state/jira.json', new TextEncoder().encode(JSON.stringify(state)));
  const source = { name: 'jira', lake, intervalMinutes, logger: new SilentLogger() };
  const found = await checkLastRun(source, Date.parse(ENDED) + minutesLater * 60_000);
  return found.map(({ level, says }) => `${level}: ${says}`);
}

describe('the last run', () => {
  const caughtUp = `good: caught up at ${ENDED}`;

  it('is not overdue for three intervals', async () => {
    expect(await findings(15, 5)).toEqual([caughtUp]);
  });

  it('is overdue after them', async () => {
    expect(await findings(16, 5)).toEqual([caughtUp, `bad: none since ${ENDED}`]);
  });

  it('is never overdue where nobody says when it is due', async () => {
    expect(await findings(100_000)).toEqual([caughtUp]);
  });

  it.each([
    [1439, 1],
    [1441, 0],
  ])('tells of an earlier one that failed, for a day: after %d minutes', async (minutes, warnings) => {
    const found = await findings(minutes, undefined, { at: ENDED, reason: 'ApiUnavailableError: It is down.' });
    expect(found.slice(1)).toEqual(
      Array(warnings).fill(`warning: an earlier run failed at ${ENDED}: ApiUnavailableError: It is down.`),
    );
  });

  it('failed: the reason ends without a full stop, because the sentence continues', async () => {
    const found = await findings(0, undefined, { at: ENDED, reason: 'ApiUnavailableError: It is down.' }, 'failed');
    expect(found).toEqual([
      `bad: failed at ${ENDED}: ApiUnavailableError: It is down; the last run that caught up ended at ${ENDED}`,
    ]);
  });

  it('is unknown before one has told how it ended', async () => {
    const source = { name: 'jira', lake: new MemoryObjectStore(), intervalMinutes: 5, logger: new SilentLogger() };
    expect(await checkLastRun(source, 0)).toEqual([
      expect.objectContaining({ level: 'warning', says: 'no run has ended yet' }),
    ]);
  });
});
