import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../simulators/atlassian/random';
import { caseCount, someOf } from '../depth';
import { wholeNumberSetting } from '../whole-number-setting';
import { type Api, AuditFeed } from './audit-feed';
import { brokenIn } from './lake-directory';
import { startRun } from './run';
import { runSuite } from './suite';

// Ten kills take seconds, and on a loaded machine minutes.
jest.setTimeout(300_000);

describe('npx keepwatch start --once', () => {
  it('keeps the promise when it is killed at random moments, alone and two at once', async () => {
    const seed = wholeNumberSetting('KEEPWATCH_KILL_SEED', 1);
    const kills = wholeNumberSetting('KEEPWATCH_KILLS', caseCount(10, 5), 1);
    const folder = await mkdtemp(join(tmpdir(), 'keepwatch-kill-'));

    const { problems } = await runSuite({ seed, kills, leastAtWork: 1, folder }, () => {});

    expect(problems).toEqual([]);
    // What is broken stays, to be looked at.
    await rm(folder, { recursive: true });
  });

  describe('on a signal', () => {
    const feed = new AuditFeed(new Random(1, 0));
    feed.grow(60);
    let directory: string;
    let hanging: Api;
    let api: Api;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'keepwatch-kill-'));
      hanging = await feed.open((request) => (request < 3 ? Promise.resolve() : new Promise(() => {})));
      api = await feed.open();
    });
    afterEach(async () => {
      await Promise.all([hanging.stop(), api.stop()]);
      await rm(directory, { recursive: true });
    });

    const signals: [NodeJS.Signals, number][] = [
      ['SIGTERM', 143],
      ['SIGINT', 130],
      ['SIGHUP', 129],
    ];
    it.each(someOf(signals, 3))(
      'stops on %s although the API keeps it waiting, says so, and goes on later',
      async (signal, code) => {
        const stopped = startRun(directory, hanging);
        hanging.requests.on('received', () => hanging.received === 3 && stopped.signal(signal));

        const first = await stopped.ended;
        const second = await startRun(directory, api).ended;

        expect(first.code).toBe(code);
        expect(first.err).toMatch(/^Stopped\. What was collected is kept; .*\n$/);
        expect(second.code).toBe(0);
        expect(await brokenIn(directory, feed.served)).toEqual([]);
      },
    );
  });
});
