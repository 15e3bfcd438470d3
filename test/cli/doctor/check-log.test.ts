import { checkLog } from '../../../cli/doctor/check-log';
import { WatchedSource } from '../../lambda/alerts/watched-source';

const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
const MINUTE = 60_000;

/** Captures five minutes apart from midnight on, of which these were processed; looked at so many minutes after midnight. */
async function found(captures: number, processed: readonly number[], minutes: number) {
  const source = new WatchedSource([]);
  for (let i = 0; i < captures; i += 1) source.capture([{ at: i * 5 }], i * 5);
  await source.process(processed);
  const { archive, lake } = source;
  const log = { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: true };
  return (await checkLog(log, MIDNIGHT + minutes * MINUTE)).map(
    ({ level, about, says }) => `${level} ${about}: ${says}`,
  );
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('the check of a log', () => {
  it.each<[string, number, readonly number[], number, readonly string[]]>([
    ['all is processed', 6, upTo(6), 26, []],
    ['the newest are being processed', 6, upTo(3), 26, []],
    ['one of them is late', 6, upTo(3), 30, ['1 capture not processed, the first is 4']],
    [
      'the processor stopped long ago, and captures still arrive',
      100,
      upTo(20),
      496,
      ['77 captures not processed, the first is 21'],
    ],
    ['one was left behind', 6, [1, 3, 4, 5, 6], 26, ['1 capture not processed, the first is 2']],
    ['none was ever processed', 6, [], 600, ['6 captures not processed, the first is 1']],
  ])('when %s', async (_name, captures, processed, minutes, late) => {
    const findings = await found(captures, processed, minutes);
    const processing = findings.filter((line) => line.includes(', processing: '));
    expect(processing).toEqual(late.map((says) => `bad atlassian-main, processing: ${says}`));
    expect(findings[0]).toMatch(/^good atlassian-main, log: capture \d+ is the newest/);
  });

  it('when the newest was removed, of which the receipt is there', async () => {
    const source = new WatchedSource([]);
    for (const at of [0, 5, 10]) source.capture([{ at }], at);
    await source.process([1, 2, 3]);
    source.archive.objects.delete(source.key(3));
    const { archive, lake } = source;

    const findings = await checkLog(
      { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: true },
      MIDNIGHT,
    );

    expect(findings[1]).toMatchObject({ level: 'bad', says: 'capture 3 was processed, and is missing now' });
  });

  it('when all were removed, of which the receipts are there', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }]);
    await source.process([1]);
    source.archive.objects.clear();
    const { archive, lake } = source;

    const findings = await checkLog(
      { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: true },
      MIDNIGHT,
    );

    expect(findings).toEqual([
      expect.objectContaining({ level: 'bad', says: 'capture 1 was processed, and is missing now' }),
    ]);
  });

  it('when one that waits cannot be read, which hides nothing else', async () => {
    const source = new WatchedSource([]);
    for (const at of [0, 5, 10]) source.capture([{ at }], at);
    await source.process([1, 3]);
    source.archive.objects.set(source.key(2), Buffer.from('no capture'));
    const { archive, lake } = source;

    const log = { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: true };
    const findings = await checkLog(log, MIDNIGHT + 12 * MINUTE);

    expect(findings.map(({ level, says }) => `${level}: ${says}`)).toEqual([
      expect.stringMatching(/^good: capture 3 is the newest/),
      'bad: 1 capture not processed, the first is 2',
      expect.stringMatching(/^good: the last were processed/),
    ]);
  });

  it('says when events last came, and when that is too long ago', async () => {
    expect((await found(3, upTo(3), 15)).at(-1)).toBe(
      'good atlassian-main, events: the last were processed at 2026-11-22T00:10:00.000Z',
    );
    expect((await found(3, upTo(3), 1451)).at(-1)).toMatch(/^bad atlassian-main, events: none for 24 hours/);
    expect((await found(3, [], 20)).at(-1)).toMatch(
      /^warning atlassian-main, events: none yet: 3 captures not processed$/,
    );
    expect(await found(0, [], 0)).toEqual(['warning atlassian-main, log: nothing is archived yet']);
  });

  it('when a run in a directory was interrupted before it processed anything: names the command that does', async () => {
    const source = new WatchedSource([]);
    for (const at of [0, 5]) source.capture([{ at }], at);
    const { archive, lake } = source;
    const log = { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: false };

    const [, processing, events] = await checkLog(log, MIDNIGHT + 6 * MINUTE);

    expect(processing).toMatchObject({
      level: 'warning',
      says: '2 captures not processed, the first is 1: a run was interrupted, or is in progress',
      next: 'If none is in progress, run npx keepwatch replay --unprocessed{place}.',
    });
    expect(events).toMatchObject({
      level: 'warning',
      says: 'none yet: 2 captures not processed',
      next: 'Run npx keepwatch replay --unprocessed{place}.',
    });
  });

  it('when no record matches the schema: names the query that says why', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0, broken: true }]);
    await source.process([1]);
    const { archive, lake } = source;
    const log = { name: 'atlassian-main', archive, lake, silenceMinutes: 1440, processesByItself: true };

    expect((await checkLog(log, MIDNIGHT)).at(-1)).toMatchObject({
      level: 'warning',
      says: 'none in the newest 1 capture; the newest has 1 record that did not match the schema',
      next: 'To see why, run npx keepwatch query --saved failures-by-reason{place}.',
    });
  });
});
