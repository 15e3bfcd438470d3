import { sourceStatus } from '../../../cli/status/source-status';
import { statusText } from '../../../cli/status/status-text';
import { Collecting } from '../../lambda/collect/collecting';

const DAY = 24 * 3_600_000;

describe('the status of a source during its first sync', () => {
  it('tells how far polling has come in what there is to read, and once it is through no more', async () => {
    // Prepare: a page takes three of eight events, a day apart.
    const collecting = new Collecting();
    const now = collecting.clock.now();
    for (let i = 8; i >= 1; i -= 1) collecting.add(now - i * DAY);
    let pages = 0;
    const status = () => sourceStatus({ name: 'atlassian-main', ...collecting }, now);

    // Act
    await collecting.run({
      answer: async (_request, ask) => {
        pages += 1;
        return pages > 1 ? { kind: 'throttled', until: now } : ask();
      },
    });
    const under = await status();
    await collecting.run();
    const through = await status();

    // Assess
    const reached = new Date(now - 6 * DAY).toISOString();
    expect(under).toMatchObject({
      lastRun: { ending: 'throttled' },
      behind: { reached, seconds: (6 * DAY) / 1000, share: 0.25 },
    });
    expect(statusText({ name: 'here', place: '' }, [under], [], now)).toMatch(
      / waits for the API 0 s ago {2}6 d \(25% read\)\n/,
    );
    expect(through).toMatchObject({ head: { seq: 3 }, behind: null });
  });

  it('is behind since it last caught up, when runs fail after that, and not since the newest record', async () => {
    const collecting = new Collecting();
    collecting.add(collecting.clock.now() - 30 * DAY);
    await collecting.run();
    collecting.clock.advance(DAY);
    await expect(collecting.run({ answer: () => Promise.reject(new TypeError('x')) })).rejects.toThrow('x');
    const status = await sourceStatus({ name: 'atlassian-main', ...collecting }, collecting.clock.now());
    expect(status.behind).toMatchObject({ seconds: DAY / 1000 });
  });

  it('has nothing to tell before the first capture but how the run ended', async () => {
    const collecting = new Collecting();
    await expect(collecting.run({ answer: () => Promise.reject(new TypeError('x')) })).rejects.toThrow('x');
    const status = await sourceStatus({ name: 'atlassian-main', ...collecting }, collecting.clock.now());
    expect(status).toMatchObject({ head: null, eventsToday: 0, lastRun: { ending: 'failed' }, behind: null });
    expect(statusText({ name: 'here', place: '' }, [status], [], collecting.clock.now())).toMatch(
      /\natlassian-main {2}none yet +– +0 +failed 0 s ago/,
    );
  });
});
