import { runCollector } from '../../lambda/collect/collector-run';
import { NewerFormatError } from '../../lambda/errors';
import { runProcessor } from '../../lambda/process/process-capture';
import { detectionOf, WatchedSource } from '../lambda/alerts/watched-source';
import { Collecting } from '../lambda/collect/collecting';
import { MemoryNotifier } from '../memory-notifier';
import { MemoryObjectStore } from '../memory-object-store';
import { watching } from '../watching';
import { ADMIN_ADDED, KEYS, newer, SOURCE, storedObject, storesWith } from './stored-objects';

const METRICS = { publish: async () => {} };
const secondKey = KEYS.capture.replace('1.json', '2.json');

function process(
  stores: ReturnType<typeof storesWith>,
  { key = KEYS.capture, notifier = new MemoryNotifier() }: { key?: string; notifier?: MemoryNotifier } = {},
) {
  return runProcessor(key, { ...watching(stores, { detections: [ADMIN_ADDED], notifier }), metrics: METRICS });
}

describe('what a newer Keepwatch wrote', () => {
  it('is set aside: a capture fails alone, and detections run over the later ones', async () => {
    // Prepare
    const source = new WatchedSource([detectionOf()]);
    source.capture([{ at: 1 }], 1);
    source.capture([{ at: 2 }], 2);
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
    const [first = '', second = ''] = [...source.archive.objects.keys()];
    stores.archive.objects.set(first, newer(source.archive.objects.get(first) ?? new Uint8Array()));
    stores.archive.objects.set(second, source.archive.objects.get(second) ?? new Uint8Array());
    const context = { ...watching(stores, { detections: source.detections }), metrics: METRICS };

    // Act
    const failure: unknown = await runProcessor(first, context).catch((error: unknown) => error);
    const { receipt } = await runProcessor(second, context);

    // Assess
    expect(failure).toEqual(new NewerFormatError(first, 2));
    expect(receipt.counts).toMatchObject({ events: 1, alerts: 1 });
  });

  it('is not changed: rows and receipt stay, and detections run all the same', async () => {
    const rows = Buffer.from('rows of a newer Keepwatch');
    const receipt = newer(storedObject('receipt-1.stored'));
    const stores = storesWith({ [KEYS.receipt]: receipt, [KEYS.events]: rows });
    const notifier = new MemoryNotifier();

    await expect(process(stores, { notifier })).rejects.toThrow(new NewerFormatError(KEYS.receipt, 2));

    expect(stores.lake.objects.get(KEYS.receipt)).toEqual(receipt);
    expect(stores.lake.objects.get(KEYS.events)).toEqual(rows);
    expect(notifier.notices).toHaveLength(1);
  });

  it('stops no rows and fails loudly: a detection state', async () => {
    const state = newer(storedObject('detection-state-1.stored'));
    const stores = storesWith({ [KEYS.detectionState]: state });

    await expect(process(stores)).rejects.toThrow(new NewerFormatError(KEYS.detectionState, 2));

    expect(stores.lake.objects.has(KEYS.events)).toBe(true);
    expect(stores.lake.objects.get(KEYS.detectionState)).toEqual(state);
  });

  it.each([2, 999])('silences no alert: a mark of format %i', async (format) => {
    const stores = storesWith({ [KEYS.mark]: newer(storedObject('alert-mark-1.stored'), format) });
    const notifier = new MemoryNotifier();

    await process(stores, { notifier });

    expect(notifier.notices).toHaveLength(1);
    expect(stores.lake.objects.get(KEYS.mark)).toEqual(storedObject('alert-mark-1.stored'));
  });

  it('costs a search, no data: a state hint, which is then written again', async () => {
    const collecting = new Collecting();
    collecting.add(collecting.clock.now() - 2000);
    await collecting.run();
    const hint = collecting.lake.objects.get(KEYS.hint) ?? new Uint8Array();
    collecting.lake.objects.set(KEYS.hint, newer(hint));
    collecting.add(collecting.clock.now() - 1000);

    const { tally } = await collecting.run();

    expect(tally).toMatchObject({ captures: 1, records: 1 });
    expect(JSON.parse(Buffer.from(collecting.lake.objects.get(KEYS.hint) ?? []).toString())).toMatchObject({
      v: 1,
      head: 2,
    });
  });

  it('fails the run: the newest capture, whose position must not be guessed', async () => {
    const collecting = new Collecting();
    collecting.add(collecting.clock.now() - 2000);
    await collecting.run();
    const { archive, lake, clock, logger } = collecting;
    archive.objects.set(KEYS.capture, newer(archive.objects.get(KEYS.capture) ?? new Uint8Array()));

    const run = runCollector({
      source: SOURCE,
      kind: 'atlassian',
      pullSource: collecting.api.source(clock),
      archive,
      lake,
      metrics: METRICS,
      clock,
      logger,
      deadline: Infinity,
      lookbackDays: 180,
      sweep: 'daily',
    });

    await expect(run).rejects.toThrow(new NewerFormatError(KEYS.capture, 2));
    expect(archive.objects.has(secondKey)).toBe(false);
  });
});
