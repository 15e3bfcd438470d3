import { readFileSync } from 'node:fs';
import type { ObjectVersion } from '../../../cli/place/object-versions';
import { type ChainFaultKind, faultOf } from '../../../cli/verify/chain';
import { findRepairs } from '../../../cli/verify/find-repairs';
import { REPAIR_COMMANDS } from '../../../cli/verify/repair';
import { encodeCapture, objectDigest } from '../../../lambda/archive/capture';
import { receiptKey } from '../../../lambda/lake/layout';
import { WatchedSource } from '../../lambda/alerts/watched-source';

const CAPTURES = 4;
const SOURCE = 'jira';
const KEY = 'captures/jira/00000000000';
const ROWS = 'events/atlassian_audit/date=2026-11-22/jira-000000000005.json.gz';

type Lock = ObjectVersion['lock'];
const marker = (id: string): ObjectVersion => ({ id, kind: 'delete-marker' });
const garbage = (id: string, lock: Lock = 'GOVERNANCE'): ObjectVersion => ({ id, kind: 'data', sha256: 'other', lock });

/** Four captures; what `find` gives for the faults of some of them, when their objects have these versions, newest first. */
async function repairsOf(
  faults: readonly (readonly [ChainFaultKind, number])[],
  versionsOf: (right: ObjectVersion) => readonly ObjectVersion[],
  damage: (source: WatchedSource) => void = () => {},
) {
  const made = new WatchedSource([], SOURCE);
  for (let i = 1; i <= CAPTURES; i += 1) made.capture([{ at: i }], i);
  await made.process([1, 2, 3, 4]);
  const digests = new Map([...made.archive.objects].map(([key, object]) => [key, objectDigest(object)]));
  damage(made);
  const chain = { source: SOURCE, faults: faults.map(([kind, seq]) => faultOf(kind, seq)) };
  return findRepairs(chain, {
    archive: made.archive,
    lake: made.lake,
    place: ' --stack Keepwatch',
    versioned: {
      archiveBucket: 'archive',
      lakeBucket: 'lake',
      versionsOf: async (key) =>
        versionsOf({ id: 'right', kind: 'data', sha256: digests.get(key) ?? 'none', lock: 'GOVERNANCE' }),
    },
  });
}

const object = (seq: number) => `--bucket archive --key ${KEY}${seq}.json.gz`;
const save = (seq: number, id: string) =>
  `aws s3api get-object ${object(seq)} --version-id ${id} jira-${seq}-${id}.json.gz`;
const remove = (seq: number, id: string) => `aws s3api delete-object ${object(seq)} --version-id ${id}`;
const bypass = (seq: number, id: string) => `${remove(seq, id)} --bypass-governance-retention`;
const hide = (seq: number) => `aws s3api delete-object ${object(seq)}`;
const create = (seq: number) =>
  `aws s3api put-object ${object(seq)} --if-none-match '*' --body jira-${seq}-right.json.gz`;

describe('the repair of a capture', () => {
  it.each<[string, [ChainFaultKind, number], (right: ObjectVersion) => readonly ObjectVersion[], readonly string[]]>([
    ['hidden', ['missing', 2], (right) => [marker('m'), right], [remove(2, 'm')]],
    ['hidden twice', ['missing', 2], (right) => [marker('n'), marker('m'), right], [remove(2, 'n'), remove(2, 'm')]],
    ['written over', ['altered', 2], (right) => [garbage('g'), right], [save(2, 'g'), bypass(2, 'g')]],
    ['newest, written over', ['unreadable', 4], (right) => [garbage('g'), right], [save(4, 'g'), bypass(4, 'g')]],
    [
      'hidden and written again',
      ['altered', 2],
      (right) => [garbage('g'), marker('m'), right],
      [save(2, 'g'), bypass(2, 'g'), remove(2, 'm')],
    ],
    [
      'written over under COMPLIANCE',
      ['altered', 2],
      (right) => [garbage('g', 'COMPLIANCE'), right],
      [save(2, 'right'), hide(2), create(2)],
    ],
    [
      'written over and hidden under COMPLIANCE',
      ['missing', 2],
      (right) => [marker('m'), garbage('g', 'COMPLIANCE'), right],
      [save(2, 'right'), create(2)],
    ],
    ['added', ['unreadable', 9], () => [garbage('g')], [save(9, 'g'), bypass(9, 'g')]],
    ['added under COMPLIANCE', ['unreadable', 9], () => [garbage('g', 'COMPLIANCE')], [hide(9)]],
    // Nothing refers to it: in a log that only creates, the first version is the evidence.
    ['written over, unknown', ['unreadable', 5], () => [garbage('g'), garbage('f')], [save(5, 'g'), bypass(5, 'g')]],
    ['newest, hidden, without a receipt', ['missing', 5], (right) => [marker('m'), right], [remove(5, 'm')]],
    ['lost', ['missing', 2], () => [], []],
    ['lost behind a marker', ['missing', 2], () => [marker('m'), garbage('g')], []],
  ])('that was %s', async (_, fault, versions, commands) => {
    const repairs = await repairsOf([fault], versions);
    expect(repairs.map((repair) => repair.commands)).toEqual([commands]);
  });

  it.each<[string, string]>([
    ['the receipt of a capture cannot be read', receiptKey(SOURCE, 5)],
    ['there is a next capture, which records nothing of it', `${KEY}6.json.gz`],
  ])('removes nothing when %s', async (_, key) => {
    const [repair] = await repairsOf(
      [['unreadable', 5]],
      () => [garbage('g')],
      (source) => {
        const store = key.startsWith('captures/') ? source.archive : source.lake;
        store.objects.set(key, new TextEncoder().encode('nothing that can be read'));
      },
    );
    expect(repair).toMatchObject({ says: expect.stringContaining('Keep it.'), commands: [] });
  });

  it('restores what is hidden when the next one is hidden as well, and no receipt is left', async () => {
    const hidden = [
      ['missing', 2],
      ['missing', 3],
    ] as const;
    const repairs = await repairsOf(
      hidden,
      (right) => [marker('m'), right],
      (source) => {
        for (const seq of [2, 3]) {
          source.archive.objects.delete(source.key(seq));
          source.lake.objects.delete(receiptKey(SOURCE, seq));
        }
      },
    );
    expect(repairs.map(({ commands }) => commands)).toEqual([[remove(3, 'm')], [remove(2, 'm')]]);
  });

  it('that was added and processed removes what was made of it, too', async () => {
    const [repair] = await repairsOf(
      [['unlinked', 5]],
      () => [garbage('g')],
      (source) => {
        const output = { key: ROWS, table: 'atlassian_audit', rows: 1, sha256: '0' };
        const counts = { records: 1, events: 1, rejected: 0, duplicates: 0, alerts: 0 };
        const receipt = { v: 1, source: SOURCE, seq: 5, captureSha256: 'other', counts, outputs: [output] };
        source.lake.objects.set(receiptKey(SOURCE, 5), new TextEncoder().encode(JSON.stringify(receipt)));
      },
    );
    expect(repair?.commands.slice(2)).toEqual([
      `aws s3api delete-object --bucket lake --key ${ROWS}`,
      'aws s3api delete-object --bucket lake --key receipts/jira/000000000005.json',
    ]);
  });

  it('that is there again makes a new receipt', async () => {
    const [repair] = await repairsOf([['replaced', 4]], (right) => [right]);
    expect(repair?.commands).toEqual([
      'aws s3api delete-object --bucket lake --key receipts/jira/000000000004.json',
      'npx keepwatch replay --source jira --from 4 --to 4 --stack Keepwatch',
    ]);
  });

  it('is printed once, newest first, and not judged by a capture that has a fault itself', async () => {
    const faults = [
      ['altered', 2],
      ['unreadable', 2],
      ['altered', 3],
    ] as const;
    const repairs = await repairsOf(
      faults,
      (right) => [garbage('g'), right],
      // It records another digest for capture 2.
      (source) => {
        const { header, body } = source.read(3);
        const forged = encodeCapture({ ...header, previous: { seq: 2, sha256: 'f'.repeat(64) } }, body);
        source.archive.objects.set(source.key(3), forged);
      },
    );
    expect(repairs.map(({ seq, commands }) => [seq, commands])).toEqual([
      [3, [save(3, 'g'), bypass(3, 'g')]],
      [2, [save(2, 'g'), bypass(2, 'g')]],
    ]);
  });

  it('is not looked for where the archive is as it was, and says why versions cannot be read', async () => {
    expect(await repairsOf([['unprocessed', 2]], () => [])).toEqual([]);
    const refused = await repairsOf([['altered', 2]], () => {
      throw new Error('not allowed');
    });
    expect(refused).toMatchObject([{ says: 'Its versions could not be read: Error: not allowed', commands: [] }]);
  });

  it('uses only commands that docs/operate.md shows', () => {
    const text = readFileSync('docs/operate.md', 'utf8');
    const { save, removeMarker, removeVersion, hide, create, removeFromLake, ...others } = REPAIR_COMMANDS;
    const forms = [
      save('BUCKET', 'KEY', 'VERSION', 'FILE'),
      removeMarker('BUCKET', 'KEY', 'VERSION'),
      removeVersion('BUCKET', 'KEY', 'VERSION'),
      hide('BUCKET', 'KEY'),
      create('BUCKET', 'KEY', 'FILE'),
      removeFromLake('BUCKET', 'KEY'),
    ];
    expect(others).toEqual({});
    for (const form of forms) expect(text).toContain(`\n${form}\n`);
  });
});
