import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type CaptureHeader,
  captureKey,
  decodeCapture,
  encodeCapture,
  parseCaptureKey,
} from '../../../lambda/archive/capture';

const header: CaptureHeader = {
  v: 1,
  source: 'atlassian-main',
  kind: 'atlassian',
  logType: 'Atlassian.Audit',
  seq: 12,
  capturedAt: '2026-11-22T10:00:00.000Z',
  mode: 'sweep',
  request: { path: '/admin/x', query: { cursor: 'c', limit: 500 } },
  response: { status: 200, requestId: null },
  count: 1,
  duplicates: [0],
  range: { oldest: '2026-11-22T09:00:00.000Z', newest: '2026-11-22T09:00:00.000Z' },
  watermark: '2026-11-22T09:00:00.000Z',
  resume: { request: { from: 1 }, polledTo: null },
  previous: { seq: 11, sha256: 'a' },
};
const KEY = captureKey('atlassian-main', 12);
// Line ends, bytes that are no UTF-8, no line end at the end.
const body = Buffer.concat([Buffer.from('{"data":\n[\r\n'), Buffer.from([0xff, 0x00]), Buffer.from(']}')]);

describe('a capture', () => {
  it('is gzip of the header as one line of JSON and the body byte for byte', async () => {
    const object = gunzipSync(encodeCapture(header, body));
    const lineEnd = object.indexOf('\n');
    expect(JSON.parse(object.toString('utf8', 0, lineEnd))).toEqual(header);
    expect(Buffer.compare(object.subarray(lineEnd + 1), body)).toBe(0);
  });

  it('is read back as it was written', async () => {
    const capture = decodeCapture(KEY, encodeCapture(header, body));
    expect(capture.header).toEqual(header);
    expect(Buffer.compare(capture.body, body)).toBe(0);
  });

  it('without a kind, as the first captures were, is of the first kind', () => {
    const { kind, ...early } = header;
    const object = gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(early)}\n`), body]));
    expect(decodeCapture(KEY, object).header).toEqual({ ...early, kind });
  });

  it('is not written when it could not be read back', async () => {
    const duplicates = Array.from({ length: 10_000_000 }, (_, i) => i);
    expect(() => encodeCapture({ ...header, duplicates }, body)).toThrow(
      /000000000012\.json\.gz is too large to archive: \d+ bytes, \d+ of them its header/,
    );
  });

  it.each<[string, Uint8Array]>([
    ['no gzip', Buffer.from('text')],
    ['cut short', gzipSync('{}\n').subarray(0, -4)],
    ['without a header', gzipSync('')],
    ['with a header without a valid version', gzipSync(`${JSON.stringify({ ...header, v: 0 })}\n`)],
    ['with the header of another number', gzipSync(`${JSON.stringify({ ...header, seq: 13 })}\n`)],
    ['of a log type that does not exist', gzipSync(`${JSON.stringify({ ...header, logType: '__proto__' })}\n`)],
    ['of a kind that delivers another log type', gzipSync(`${JSON.stringify({ ...header, kind: 'deployment' })}\n`)],
    ['that inflates beyond all bounds', gzipSync(Buffer.alloc(65 * 1024 * 1024))],
  ])('is refused, with its key, when it is %s', (_name, object) => {
    expect(() => decodeCapture(KEY, object)).toThrow(`${KEY} is not a readable capture`);
  });
});

describe('the key of a capture', () => {
  it('is the source and twelve digits', () => {
    expect(KEY).toBe('captures/atlassian-main/000000000012.json.gz');
    expect(parseCaptureKey(KEY)).toEqual({ source: 'atlassian-main', seq: 12 });
  });

  it.each([
    'captures/atlassian-main/12.json.gz',
    'captures/../000000000012.json.gz',
    'captures/a/b/000000000012.json.gz',
    'x',
    '',
  ])('is not %j', (key) => {
    expect(parseCaptureKey(key)).toBeUndefined();
  });
});
