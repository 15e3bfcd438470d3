import fc from 'fast-check';
import { fuzz } from '../../hostile/fuzz';
import { detectionOf, type WatchedEvent, WatchedSource } from './watched-source';

const MS = 1 / 60_000;
const shown = (alerts: readonly Record<string, unknown>[]) =>
  alerts.map(({ detection_id, dedup, first_event_time, last_event_time, count }) => [
    detection_id,
    dedup,
    String(first_event_time).slice(11),
    String(last_event_time).slice(11),
    count,
  ]);

describe('the alerts of one dedup over time', () => {
  it.each<[string, number[], string[]]>([
    ['a match a millisecond before the end of the period belongs to it', [0, 60 - MS], ['00:00:00.000']],
    ['one at exactly its end begins a new one', [0, 60], ['00:00:00.000', '01:00:00.000']],
    ['the period does not slide with its matches', [0, 40, 80], ['00:00:00.000', '01:20:00.000']],
    ['each period is anchored at its first match', [0, 70, 130], ['00:00:00.000', '01:10:00.000', '02:10:00.000']],
  ])('%s', async (_name, minutes, expected) => {
    for (const perCapture of [1, minutes.length]) {
      const source = new WatchedSource([detectionOf()]);
      for (let i = 0; i < minutes.length; i += perCapture)
        source.capture(minutes.slice(i, i + perCapture).map((at) => ({ at })));

      await source.process(Array.from({ length: minutes.length / perCapture }, (_, i) => i + 1));

      expect(source.alerts().map(({ first_event_time }) => String(first_event_time).slice(11))).toEqual(expected);
      expect(source.notifier.alertIds).toEqual(source.alerts().map(({ alert_id }) => alert_id));
    }
  });

  it('put a late match into the window of its time', async () => {
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 30 }]);
    source.capture([{ at: 0 }]);
    source.capture([{ at: 70 }]);
    await source.process([1, 2, 3]);
    expect(shown(source.alerts())).toEqual([
      ['Test.Login', 'ada', '00:30:00.000', '00:30:00.000', 1],
      ['Test.Login', 'ada', '01:10:00.000', '01:10:00.000', 1],
    ]);
  });

  it('are separate for each dedup', async () => {
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 0 }, { at: 1, actor: 'eve' }, { at: 2 }, { at: 3, actor: 'eve' }]);
    await source.process([1]);
    expect(source.alerts().map(({ dedup }) => dedup)).toEqual(['ada', 'eve']);
  });
});

describe('a threshold', () => {
  const threshold = detectionOf({ threshold: 3 });

  it('is reached once, over several captures', async () => {
    const source = new WatchedSource([threshold]);
    for (const at of [0, 10, 20, 30]) source.capture([{ at }]);
    await source.process([1, 2, 3, 4]);
    expect(shown(source.alerts())).toEqual([['Test.Login', 'ada', '00:00:00.000', '00:20:00.000', 3]]);
    expect(source.notifier.notices).toHaveLength(1);
  });

  it('is not reached by matches of two periods', async () => {
    const source = new WatchedSource([threshold]);
    for (const at of [0, 59, 60, 119]) source.capture([{ at }]);
    await source.process([1, 2, 3, 4]);
    expect(source.alerts()).toEqual([]);
  });

  it('counts distinct values if the detection has unique', async () => {
    const distinct = detectionOf({
      threshold: 3,
      dedup: () => 'all',
      unique: (event) => event.attributes.actor?.id ?? undefined,
    });
    const source = new WatchedSource([distinct]);
    source.capture(['ada', 'ada', 'eve', 'ada'].map((actor, at) => ({ at, actor })));
    source.capture([{ at: 10, actor: 'mallory' }]);
    await source.process([1]);
    expect(source.alerts()).toEqual([]);
    await source.process([2]);
    expect(shown(source.alerts())).toEqual([['Test.Login', 'all', '00:00:00.000', '00:10:00.000', 3]]);
  });

  it('counts a record that was archived twice once', async () => {
    const source = new WatchedSource([threshold]);
    source.capture([
      { at: 0, id: 'a' },
      { at: 1, id: 'b' },
    ]);
    source.capture([
      { at: 0, id: 'a' },
      { at: 1, id: 'b' },
    ]);
    await source.process([1, 2]);
    expect(source.alerts()).toEqual([]);
  });
});

describe('in any order of captures, processed any number of times,', () => {
  const minute = fc.integer({ min: 0, max: 300 });
  const event = fc.record({ at: minute, actor: fc.constantFrom('ada', 'eve') });
  const captures = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const detections = [
    detectionOf(),
    detectionOf({ id: 'Test.Many', threshold: 3, dedup: () => 'all' }),
    detectionOf({
      id: 'Test.Failing',
      rule: () => {
        throw new TypeError('never');
      },
    }),
  ];
  const filled = (all: readonly (readonly WatchedEvent[])[]) => {
    const source = new WatchedSource(detections);
    for (const events of all) source.capture(events);
    return source;
  };

  fuzz(
    'the same alerts follow, each told once',
    100,
    fc.tuple(
      captures.chain((all) => {
        const seqs = all.map((_, i) => i + 1);
        const repeated = fc.array(fc.constantFrom(...seqs), { maxLength: 10 });
        return fc.tuple(
          fc.constant(all),
          fc
            .tuple(fc.shuffledSubarray(seqs, { minLength: seqs.length }), repeated)
            .map(([every, more]) => [...every, ...more]),
        );
      }),
    ),
    async ([[all, order]]) => {
      const inOrder = filled(all);
      await inOrder.process(all.map((_, i) => i + 1));
      const shuffled = filled(all);
      await shuffled.process(order);

      expect(shuffled.contents()).toEqual(inOrder.contents());
      expect(shuffled.notifier.alertIds.sort()).toEqual(inOrder.notifier.alertIds.sort());
      expect(new Set(shuffled.notifier.alertIds).size).toBe(shuffled.notifier.alertIds.length);
    },
  );

  it('no alert is sent again when the state is lost', async () => {
    const source = filled([[{ at: 0 }], [{ at: 100 }], [{ at: 200, actor: 'eve' }]]);
    await source.process([1, 2, 3]);
    const before = source.contents();
    source.lake.objects.delete('state/watch/atlassian-main.json');
    await source.process([3, 1, 2]);
    expect(source.contents()).toEqual(before);
    expect(source.notifier.alertIds).toHaveLength(source.alerts().length);
  });

  it('an alert about one record in two sources is sent once', async () => {
    const one = new WatchedSource([detectionOf()]);
    const other = new WatchedSource([detectionOf()], 'atlassian-other');
    for (const source of [one, other]) source.capture([{ at: 0, id: 'same' }]);
    await one.process([1]);
    await other.process([1], { lake: one.lake, notifier: one.notifier });
    expect(one.alerts().map(({ alert_id, p_source_label }) => [alert_id, p_source_label])).toEqual([
      [expect.any(String), 'atlassian-main'],
      [one.alerts()[0]?.alert_id, 'atlassian-other'],
    ]);
    expect(one.notifier.notices).toHaveLength(1);
  });
});

describe('runDetections', () => {
  const failure = (what: Promise<unknown>) => what.then(() => 'none', String);

  it('reports a failing rule once per period with file, id and reason, and runs the others', async () => {
    const broken = detectionOf({
      id: 'Acme.Broken',
      rule: (event) => {
        const missing = JSON.parse('null');
        for (const entry of missing) return entry === event;
        return false;
      },
    });
    const source = new WatchedSource([broken, detectionOf()]);
    source.capture([{ at: 0 }, { at: 1 }]);
    source.capture([{ at: 2 }]);
    await source.process([1, 2]);
    expect(source.alerts().map(({ kind, detection_id }) => [kind, detection_id])).toEqual([
      ['rule-error', 'Acme.Broken'],
      ['match', 'Test.Login'],
    ]);
    const [error] = source.alerts();
    expect(error?.title).toBe('The detection Acme.Broken fails');
    expect(error?.description).toMatch(/detections\/Acme\.Broken\.ts failed on this event: TypeError: .*not iterable/);
  });

  it('mutes a detection after a thousand alerts in an hour, announces it once, and stores the rest in the table', async () => {
    const source = new WatchedSource([detectionOf({ dedup: (event) => event.id })]);
    source.capture(Array.from({ length: 1_005 }, (_, i) => ({ at: i / 10 })));
    source.capture([{ at: 110 }], 730);
    source.capture([{ at: 120 }], 780);
    await source.process([1, 2, 3]);
    const kinds = source.alerts().map(({ kind, muted }) => `${kind}${muted ? ', muted' : ''}`);
    const count = (what: string) => kinds.filter((kind) => kind === what).length;
    expect([count('match'), count('match, muted'), count('muted')]).toEqual([1_001, 6, 1]);
    expect(source.notifier.notices).toHaveLength(1_002);
    expect(
      source.notifier.notices.filter(({ subject }) => /is muted for the rest of the hour/.test(subject)),
    ).toHaveLength(1);
  });

  // A sweep reaches back 48 hours, once a day.
  it('counts records that a sweep finds two days late like others', async () => {
    const source = new WatchedSource([detectionOf({ threshold: 4 })]);
    source.capture([0, 1, 2].map((at) => ({ at })));
    source.capture([{ at: 47 * 60, actor: 'eve' }], 48 * 60);
    source.capture(
      [3, 4].map((at) => ({ at })),
      48 * 60,
    );
    await source.process([1, 2, 3]);
    expect(shown(source.alerts())).toEqual([['Test.Login', 'ada', '00:00:00.000', '00:03:00.000', 4]]);
  });

  it('logs when it evicts open windows', async () => {
    const source = new WatchedSource([detectionOf({ threshold: 2, dedup: (event) => event.id })]);
    source.capture(Array.from({ length: 7_000 }, (_, i) => ({ at: i / 1_000 })));
    await source.process([1]);
    expect(source.logger.lines.join()).toMatch(/too many open windows.*Test\.Login/);
  });

  it('skips an unreadable capture and logs its key', async () => {
    const source = new WatchedSource([detectionOf()]);
    for (const actor of ['ada', 'eve', 'mallory']) source.capture([{ at: 0, actor }]);
    source.archive.objects.set(source.key(2), Buffer.from('no capture'));
    await source.process([3]);
    expect(source.alerts().map(({ dedup }) => dedup)).toEqual(['ada', 'mallory']);
    expect(source.logger.lines.join()).toContain('Detections skipped this capture');
    expect(await failure(source.process([2]))).toContain('is not a readable capture');
  });

  it('starts at most 500 captures back without a state', async () => {
    const source = new WatchedSource([detectionOf({ dedup: (event) => event.id })]);
    for (const id of ['e-1', 'e-2']) source.capture([{ at: 0, id }]);
    for (let seq = 3; seq < 502; seq += 1) source.capture([]);
    source.capture([{ at: 1, id: 'e-502' }]);
    await source.process([502]);
    expect(source.alerts().map(({ dedup }) => dedup)).toEqual(['e-2', 'e-502']);
  });

  it('fails with the object and the next step when the state is unreadable', async () => {
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 0 }]);
    source.lake.objects.set('state/watch/atlassian-main.json', Buffer.from('{}'));
    expect(await failure(source.process([1]))).toMatch(/Cannot read state\/watch\/atlassian-main\.json\. Delete it/);
  });

  it('stores only its position when no detection is on', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }]);
    await source.process([1]);
    expect(Object.keys(source.contents()).sort()).toEqual([
      'events/atlassian_audit/date=2026-11-22/atlassian-main-000000000001.json.gz',
      'receipts/atlassian-main/000000000001.json',
      'state/watch/atlassian-main.json',
    ]);
  });
});
