import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readBackfill, saveBackfill } from '../../cli/backfill/backfill-state';
import { WalkProgressFile } from '../../cli/verify/walk-progress-file';
import { parseAlert } from '../../lambda/alerts/alert';
import { readDetectionState } from '../../lambda/alerts/stored-state';
import { decodeCapture } from '../../lambda/archive/capture';
import { readState } from '../../lambda/archive/state';
import { LakeError, NewerFormatError } from '../../lambda/errors';
import { readReceipt } from '../../lambda/lake/receipt';
import { parseStored } from '../../lambda/platform/stored-format';
import { processCapture } from '../../lambda/process/process-capture';
import { SilentLogger } from '../silent-logger';
import { watching } from '../watching';
import { ADMIN_ADDED, KEYS, newer, SOURCE, storedObject, storesWith } from './stored-objects';

const ASKED = { asked: '7d', feed: '/events-stream' };

async function readHint(name: string) {
  const { lake } = storesWith({ [KEYS.hint]: storedObject(name) });
  return (await readState(lake, SOURCE, new SilentLogger())).value;
}

function walkFile(body: Uint8Array): WalkProgressFile {
  const folder = mkdtempSync(join(tmpdir(), 'keepwatch-walk-'));
  try {
    writeFileSync(join(folder, 'walk.json'), body);
    return new WalkProgressFile(join(folder, 'walk.json'), 'all', () => 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an object of each version', () => {
  it('is read: capture', () => {
    const { header, body } = decodeCapture(KEYS.capture, storedObject('capture-1.gz'));
    expect(header).toMatchObject({ v: 1, seq: 1, count: 2, watermark: '2026-11-22T09:59:00.000Z' });
    expect(JSON.parse(Buffer.from(body).toString()).data).toHaveLength(2);
  });

  it('is read: receipt', async () => {
    const { lake } = storesWith({ [KEYS.receipt]: storedObject('receipt-1.stored') });
    const receipt = await readReceipt(lake, SOURCE, 1);
    expect(receipt?.counts).toEqual({ records: 2, events: 2, rejected: 0, duplicates: 0, alerts: 1 });
  });

  it.each(['state-hint-1-without-v.stored', 'state-hint-1.stored'])('is read: %s', async (name) => {
    expect(await readHint(name)).toMatchObject({ head: 1, sweptAt: '2026-11-22T10:00:00.000Z' });
  });

  it('is read: detection state', async () => {
    const { lake } = storesWith({ [KEYS.detectionState]: storedObject('detection-state-1.stored') });
    const { state } = await readDetectionState(lake, SOURCE, 2);
    expect(state.seq).toBe(1);
    expect(Object.keys(state.windows)).toHaveLength(1);
  });

  it('is read: alert row', () => {
    const [row = ''] = gunzipSync(storedObject('rows-1-alerts.gz')).toString().split('\n');
    expect(parseAlert(row)).toMatchObject({ detection_id: 'Test.Admin.Added', severity: 'HIGH', count: 1 });
  });

  it.each(['backfill-1-without-v.stored', 'backfill-1.stored'])('is read: %s', async (name) => {
    const { lake } = storesWith({ [KEYS.backfill]: storedObject(name) });
    expect(await readBackfill(lake, SOURCE, ASKED)).toMatchObject({ read: 12, missing: 3 });
  });

  it.each(['walk-1.stored', 'walk-2.stored'])('is read: %s', (name) => {
    expect(walkFile(storedObject(name)).from.get(SOURCE)).toMatchObject({ last: 7, seq: 3 });
  });
});

describe('today', () => {
  it('makes the rows, the alert, its mark and the receipt of an old capture again, byte for byte', async () => {
    const stores = storesWith();

    await processCapture(watching(stores, { detections: [ADMIN_ADDED] }), KEYS.capture);

    const lines = (body: Uint8Array | undefined) => gunzipSync(body ?? '').toString();
    const { objects } = stores.lake;
    expect(lines(objects.get(KEYS.events))).toBe(lines(storedObject('rows-1-atlassian_audit.gz')));
    expect(lines(objects.get(KEYS.alerts))).toBe(lines(storedObject('rows-1-alerts.gz')));
    expect(objects.get(KEYS.receipt)).toEqual(storedObject('receipt-1.stored'));
    expect(objects.get(KEYS.mark)).toEqual(storedObject('alert-mark-1.stored'));
    expect(objects.get(KEYS.detectionState)).toEqual(storedObject('detection-state-1.stored'));
  });

  it('writes the progress of a backfill with its version', async () => {
    const { lake } = storesWith();
    const before = { ...ASKED, since: '2026-11-15T10:00:00.000Z', request: {}, read: 0, missing: 0 };
    await saveBackfill(lake, SOURCE, before);
    expect(JSON.parse(Buffer.from(lake.objects.get(KEYS.backfill) ?? []).toString())).toEqual({ v: 1, ...before });
  });
});

describe('an object of a newer version', () => {
  const message = (key: string) => `${key} was written by a newer Keepwatch (format 2); upgrade to read it.`;

  it('is reported as that: capture', () => {
    const read = () => decodeCapture(KEYS.capture, newer(storedObject('capture-1.gz')));
    expect(read).toThrow(new NewerFormatError(KEYS.capture, 2));
    expect(read).toThrow(message(KEYS.capture));
  });

  it('is reported as that: receipt', async () => {
    const { lake } = storesWith({ [KEYS.receipt]: newer(storedObject('receipt-1.stored')) });
    await expect(readReceipt(lake, SOURCE, 1)).rejects.toThrow(message(KEYS.receipt));
  });

  it('is reported as that: state hint, which then counts as lost', async () => {
    const { lake } = storesWith({ [KEYS.hint]: newer(storedObject('state-hint-1.stored')) });
    const logger = new SilentLogger();
    expect(await readState(lake, SOURCE, logger)).toMatchObject({ kind: 'unreadable', problem: { format: 2 } });
    expect(logger.lines.join()).toContain('The state hint was written by a newer Keepwatch; searching for the head');
  });

  it('is reported as that: detection state', async () => {
    const { lake } = storesWith({ [KEYS.detectionState]: newer(storedObject('detection-state-1.stored')) });
    await expect(readDetectionState(lake, SOURCE, 2)).rejects.toThrow(message(KEYS.detectionState));
  });

  it('is reported as that: alert row', () => {
    const rows = gunzipSync(newer(storedObject('rows-1-alerts.gz'))).toString();
    expect(() => parseAlert(rows.trim())).toThrow(NewerFormatError);
  });

  it('is reported as that: progress of a backfill', async () => {
    const { lake } = storesWith({ [KEYS.backfill]: newer(storedObject('backfill-1.stored')) });
    await expect(readBackfill(lake, SOURCE, ASKED)).rejects.toThrow(message(KEYS.backfill));
  });

  it('is reported as that: progress of verify', () => {
    expect(() => walkFile(newer(storedObject('walk-2.stored'), 3))).toThrow(/newer Keepwatch \(format 3\)/);
  });

  it.each(['"2"', '1.5', '0', '-1', 'null', '{}', '1e400'])(
    'is not one whose version is %s: that is damage',
    async (v) => {
      const text = Buffer.from(storedObject('receipt-1.stored')).toString().replace('"v":1', `"v":${v}`);
      const { lake } = storesWith({ [KEYS.receipt]: Buffer.from(text) });
      await expect(readReceipt(lake, SOURCE, 1)).rejects.toThrow(LakeError);
    },
  );

  it('is found whatever else the object has', () => {
    const schema = { version: 1, schema: { parse: () => undefined } } as never;
    expect(() => parseStored('k', '{"v":7}', schema)).toThrow('k was written by a newer Keepwatch (format 7)');
    expect(parseStored('k', '[{"v":7}]', schema)).toBeUndefined();
  });
});
