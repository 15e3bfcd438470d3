import { gzipSync } from 'node:zlib';
import { MemoryNotifier } from '../../memory-notifier';
import { detectionOf, WatchedSource } from './watched-source';

describe('an alert that could not be sent', () => {
  class BrokenNotifier extends MemoryNotifier {
    broken = true;
    override async notify(notice: Parameters<MemoryNotifier['notify']>[0]) {
      if (this.broken) throw new Error('The topic does not answer.');
      await super.notify(notice);
    }
  }

  const withOneAlert = () => {
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 0 }]);
    source.capture([{ at: 1 }]);
    return { source, notifier: new BrokenNotifier() };
  };

  it('fails its run, leaves no receipt, and is sent when the run is retried', async () => {
    const { source, notifier } = withOneAlert();
    await expect(source.process([1], { notifier })).rejects.toThrow('The topic does not answer.');
    expect([...source.lake.objects.keys()].filter((key) => key.startsWith('receipts/'))).toEqual([]);
    notifier.broken = false;
    await source.process([1], { notifier });
    await source.process([1], { notifier });
    expect(notifier.alertIds).toEqual([source.alerts()[0]?.alert_id]);
  });

  it('is sent by another run after ten minutes', async () => {
    const { source, notifier } = withOneAlert();
    await expect(source.process([1], { notifier, run: 'dead' })).rejects.toThrow();
    notifier.broken = false;
    source.now += 10 * 60_000 - 1;
    await source.process([2], { notifier, run: 'other' });
    expect(notifier.notices).toEqual([]);
    source.now += 1;
    await source.process([2], { notifier, run: 'third' });
    expect(notifier.alertIds).toEqual([source.alerts()[0]?.alert_id]);
  });

  it('of another run fails no other run: the error is logged, and the next run retries', async () => {
    const { source, notifier } = withOneAlert();
    await expect(source.process([1], { notifier, run: 'dead' })).rejects.toThrow();
    source.now += 3_600_000;
    await source.process([2], { notifier, run: 'other' });
    expect(source.logger.lines.join()).toContain('Cannot send an alert that another run left');
    notifier.broken = false;
    await source.process([2], { notifier, run: 'third' });
    expect(notifier.notices).toHaveLength(1);
  });

  it.each<[string, (source: WatchedSource, key: string) => unknown]>([
    ['gone', (source, key) => source.lake.objects.delete(key)],
    ['not readable', (source, key) => source.lake.objects.set(key, Buffer.from('no rows'))],
    ['replaced by another', (source, key) => source.lake.objects.set(key, gzipSync('{}'))],
  ])('because its row is %s is reported once as a lost alert', async (_name, spoil) => {
    const { source, notifier } = withOneAlert();
    await expect(source.process([1], { notifier })).rejects.toThrow();
    const [alert] = source.alerts();
    const [key = ''] = [...source.lake.objects.keys()].filter((name) => name.startsWith('events/alerts/'));
    spoil(source, key);
    notifier.broken = false;
    source.now += 3_600_000;
    for (const run of ['other', 'third']) await source.process([2], { notifier, run });
    expect(notifier.notices).toHaveLength(1);
    const [{ subject = '', text = '', json = '{}' } = {}] = notifier.notices;
    expect(subject).toBe('[Keepwatch HIGH] An alert of Test.Login can no longer be read');
    for (const known of [String(alert?.alert_id), 'capture 1 of the source', key]) expect(text).toContain(known);
    expect(JSON.parse(json)).toMatchObject({ kind: 'lost', alert_id: alert?.alert_id, seq: 1 });
    expect(source.logger.lines.join()).toContain('is missing or unreadable');
  });
});

describe('an alert about old events', () => {
  it('is not sent beyond notifyDays, and stays in the table', async () => {
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 0 }]);
    source.now += 8 * 24 * 3_600_000;
    await source.process([1]);
    await source.process([1], { notifyDays: 30 });
    expect(source.alerts()).toHaveLength(1);
    expect(source.notifier.notices).toEqual([]);
  });

  it('does not mute a new alert during a first sync', async () => {
    const source = new WatchedSource([detectionOf({ dedup: (event) => event.id })]);
    const days = (count: number) => -count * 24 * 60;
    source.capture([...Array.from({ length: 1_200 }, (_, i) => ({ at: days(100) + i })), { at: 700, id: 'new' }]);
    await source.process([1]);
    expect(source.alerts().filter(({ muted }) => muted)).toEqual([]);
    expect(source.notifier.alertIds).toEqual(
      source
        .alerts()
        .filter(({ dedup }) => dedup === 'new')
        .map(({ alert_id }) => alert_id),
    );
  });
});
