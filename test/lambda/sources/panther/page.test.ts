import { recordDigest } from '../../../../lambda/schema/canonical-json';
import { classifierOf } from '../../../../lambda/sources/classifiers';
import { pantherFormat } from '../../../../lambda/sources/panther/format';

const bodyOf = (...nodes: readonly string[]) =>
  Buffer.from(
    `{"data":{"dataLakeQuery":{"id":"q","status":"succeeded","message":"","results":{"edges":[${nodes
      .map((node) => `{"node":${node}}`)
      .join()}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}`,
  );
const record = {
  actionName: 'UPDATE_USER',
  actionDescription: 'Updates a user',
  actionResult: 'SUCCEEDED',
  actionParams: { dynamic: { input: { id: 'u-1' } }, static: {} },
  actor: { id: 'u-2', type: 'USER', name: 'ada', attributes: { email: 'ada@example.com' } },
  errors: null,
  sourceIP: '203.0.113.7',
  timestamp: '2026-11-22 09:00:00.000',
  pantherVersion: '1.100.0',
};
const columns = { p_row_id: 'a', p_parse_time: '2026-11-22 09:30:00.123', p_any_usernames: ['ada'], P_SOURCE_ID: 's' };

describe('rows of the audit table', () => {
  it('are records of Panther.Audit without the columns that Panther adds', () => {
    const [row] = pantherFormat.readRecords(bodyOf(JSON.stringify({ ...record, ...columns })));
    expect(pantherFormat.recordOf(row)).toEqual(record);
    expect(classifierOf('Panther.Audit')(pantherFormat.recordOf(row))).toMatchObject({
      kind: 'event',
      eventTime: Date.parse('2026-11-22T09:00:00Z'),
    });
  });

  it('are one record when only those columns differ, and two when anything else does', () => {
    const digests = [
      { ...record, ...columns },
      { ...columns, ...record, p_row_id: 'b', p_parse_time: '2026-11-23 00:00:00.000', p_new: 1 },
      { ...record, ...columns, userAgent: 'curl' },
    ].map((row) => recordDigest(pantherFormat.identityOf(row)));
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it('are read exactly: numbers that JavaScript rounds, and bytes that are no UTF-8', () => {
    const [a, b, c] = pantherFormat
      .readRecords(bodyOf('{"n":12345678901234567890}', '{"n":12345678901234567891}', '"x"'))
      .map((row) => recordDigest(pantherFormat.identityOf(row)));
    expect(new Set([a, b, c]).size).toBe(3);
    const broken = Buffer.from(bodyOf('{"x":"?"}').map((byte) => (byte === '?'.charCodeAt(0) ? 0xff : byte)));
    expect(pantherFormat.readRecords(broken)).toEqual([{ x: '\ufffdff' }]);
  });

  it('are left as they are when they are no objects', () => {
    expect(['x', null, ['p_a']].map((row) => pantherFormat.recordOf(row))).toEqual(['x', null, ['p_a']]);
  });

  it.each(['{}', '[]', '{"data":{"dataLakeQuery":{"status":"running","results":null}}}'])('are not in %s', (body) => {
    expect(() => pantherFormat.readRecords(Buffer.from(body))).toThrow();
  });
});
