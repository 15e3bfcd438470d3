import { captureKey } from '../../lambda/archive/capture';
import { receiptKey } from '../../lambda/lake/layout';
import type { Step } from '../doctor/finding';
import type { ObjectVersion, VersionedBuckets } from '../place/object-versions';
import type { ChainFaultKind } from './chain';

/** How to repair one capture in AWS: what was found, and the commands. Without commands, nothing in AWS can repair it. */
export interface Repair extends Step {
  readonly seq: number;
  readonly kind: ChainFaultKind;
}

/** A capture with a fault, and all that is known of it. */
export interface FaultyCapture {
  readonly source: string;
  readonly seq: number;
  readonly kind: ChainFaultKind;
  readonly buckets: Pick<VersionedBuckets, 'archiveBucket' | 'lakeBucket'>;
  /** Newest first. */
  readonly versions: readonly ObjectVersion[];
  /** The digest that the next capture records, or else its receipt; undefined when nothing refers to it. */
  readonly expected: string | undefined;
  /** Whether nothing shows that Keepwatch archived it: it may be removed. */
  readonly isAdded: boolean;
  /** Keys of the rows that its receipt lists; undefined without a receipt. */
  readonly rows: readonly string[] | undefined;
  /** The option that names the stack, after a blank. */
  readonly place: string;
}

/**
 * The commands that repair archives, all of them. `--if-none-match` is what the bucket's policy demands of a put.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export const REPAIR_COMMANDS = {
  /** A copy for the investigation, or to write it again. */
  save: (bucket: string, key: string, version: string, file: string) =>
    `aws s3api get-object --bucket ${bucket} --key ${key} --version-id ${version} ${file}`,
  /** Object Lock does not protect delete markers. */
  removeMarker: (bucket: string, key: string, version: string) =>
    `aws s3api delete-object --bucket ${bucket} --key ${key} --version-id ${version}`,
  /** Only under GOVERNANCE. */
  removeVersion: (bucket: string, key: string, version: string) =>
    `aws s3api delete-object --bucket ${bucket} --key ${key} --version-id ${version} --bypass-governance-retention`,
  /** Adds a delete marker. Only the role in `archive.repairRoleArn` may. */
  hide: (bucket: string, key: string) => `aws s3api delete-object --bucket ${bucket} --key ${key}`,
  /** Writes a saved copy again. */
  create: (bucket: string, key: string, file: string) =>
    `aws s3api put-object --bucket ${bucket} --key ${key} --if-none-match '*' --body ${file}`,
  /** The lake is not locked. */
  removeFromLake: (bucket: string, key: string) => `aws s3api delete-object --bucket ${bucket} --key ${key}`,
} as const;

const UNDECIDED =
  'It has no other version, and no capture or receipt says whether it is the right one. Keep it. To read its records again, see docs/operate.md#repair-the-archive.';
const REPAIR_ROLE =
  'The lock is COMPLIANCE: nobody can delete a version. The role in archive.repairRoleArn may hide it: docs/operate.md#repair-the-archive.';

/** How to repair a capture in AWS. Undefined when its fault is not one of its object. */
export function repairOf(capture: FaultyCapture): Step | undefined {
  const { kind, versions, expected } = capture;
  const data = versions.filter((version) => version.kind === 'data');
  const [oldest] = data.slice(-1);
  if (expected === undefined) {
    if (!oldest) return undefined;
    // In a log that only creates, the first version is the evidence.
    if (data.length > 1 || versions[0]?.kind === 'delete-marker')
      return restore(capture, oldest, 'no capture or receipt says which one is; it is the oldest');
    return capture.isAdded ? remove(capture, oldest) : { says: UNDECIDED, commands: [] };
  }
  const right = data.find(({ sha256 }) => sha256 === expected);
  if (!right) return { says: lostText(data.length), commands: [] };
  if (right !== versions[0]) return restore(capture, right, 'it has the recorded digest');
  return kind === 'replaced' ? acknowledge(capture) : undefined;
}

function restore(capture: FaultyCapture, right: ObjectVersion, why: string): Step {
  const { versions, buckets } = capture;
  const { key, save, removeMarker, hide, create } = commandsFor(capture);
  const above = versions.slice(0, versions.indexOf(right));
  const found = `Version ${right.id} is the right one: ${why}.`;
  if (above.some(({ kind, lock }) => kind === 'data' && lock === 'COMPLIANCE')) {
    const isHidden = above[0]?.kind === 'delete-marker';
    const commands = [save(right), ...(isHidden ? [] : [hide()]), create(right)];
    return { says: `${found} To write it again above the newer one, run the commands. ${REPAIR_ROLE}`, commands };
  }
  const commands = above.flatMap((version) =>
    version.kind === 'delete-marker'
      ? [removeMarker(version)]
      : [save(version), REPAIR_COMMANDS.removeVersion(buckets.archiveBucket, key, version.id)],
  );
  return { says: `${found} To remove what is above it, run the commands.`, commands };
}

// Somebody added it: beyond the newest capture, or in a gap.
function remove(capture: FaultyCapture, added: ObjectVersion): Step {
  const { source, seq, buckets, rows } = capture;
  const { key, save, hide } = commandsFor(capture);
  const { removeVersion, removeFromLake } = REPAIR_COMMANDS;
  const isFinal = added.lock === 'COMPLIANCE';
  const inLake = rows === undefined ? [] : [...rows, receiptKey(source, seq)];
  return {
    says: `No capture or receipt refers to it, and it has no other version: somebody added it. To remove it, run the commands.${isFinal ? ` ${REPAIR_ROLE}` : ''}`,
    commands: [
      ...(isFinal ? [hide()] : [save(added), removeVersion(buckets.archiveBucket, key, added.id)]),
      ...inLake.map((object) => removeFromLake(buckets.lakeBucket, object)),
    ],
  };
}

// The right one is there, and its receipt still lists the other.
function acknowledge({ source, seq, buckets, place }: FaultyCapture): Step {
  return {
    says: 'The capture that was processed first is there. If you have investigated the other one, make a new receipt with the commands.',
    commands: [
      REPAIR_COMMANDS.removeFromLake(buckets.lakeBucket, receiptKey(source, seq)),
      `npx keepwatch replay --source ${source} --from ${seq} --to ${seq}${place}`,
    ],
  };
}

function lostText(versions: number): string {
  const found = versions === 0 ? 'It has no version.' : `None of its versions (${versions}) has the recorded digest.`;
  return `${found} The evidence is lost. To read its records again, see docs/operate.md#repair-the-archive.`;
}

function commandsFor({ source, seq, buckets: { archiveBucket } }: FaultyCapture) {
  const key = captureKey(source, seq);
  const file = ({ id }: ObjectVersion) => `${source}-${seq}-${id}.json.gz`;
  return {
    key,
    save: (version: ObjectVersion) => REPAIR_COMMANDS.save(archiveBucket, key, version.id, file(version)),
    removeMarker: ({ id }: ObjectVersion) => REPAIR_COMMANDS.removeMarker(archiveBucket, key, id),
    hide: () => REPAIR_COMMANDS.hide(archiveBucket, key),
    create: (version: ObjectVersion) => REPAIR_COMMANDS.create(archiveBucket, key, file(version)),
  };
}
