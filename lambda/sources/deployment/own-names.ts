import type { Parameters } from './cloudtrail-event';

/** Names of the stack's buckets. A bucket that an earlier stack left behind, or that somebody created, can have any name. */
export interface OwnBuckets {
  readonly archive: string;
  readonly lake: string;
}

/** What a call is about, as actions name it. */
export interface ActionTarget {
  readonly parameters: Parameters;
  /** `ARCHIVE`, `LAKE`, otherwise `BUCKET`. */
  readonly bucket: string;
  /** The bucket of the object that a call copies, in the same words. */
  readonly copiedFrom: string;
  /** `COLLECTOR`, `PROCESSOR`, `TRAIL`, otherwise `FUNCTION`. */
  readonly ownFunction: string;
  /** `TRAIL_QUEUE`, which holds events that are not archived yet, otherwise `DEAD_LETTERS`. */
  readonly queue: string;
}

// CloudFormation builds names from the stack's name, the logical id and a random part; the stack's name can contain any word.
// A logical id is a path in the stack and a digest: ArchiveBucket49F1AC64. Bucket names are in lower case.
const BUCKET = /-(archive|lake)bucket/gi;
const FUNCTION = /(Collector|Processor|Trail)Function/g;
const TRAIL_QUEUE = /TrailEventsQueue/;
const SLASH = /\/|%2F/i;

/** The target of a call with these parameters. `own` is unknown for events that an older Keepwatch archived. */
export function targetOf(parameters: Parameters, own: OwnBuckets | undefined): ActionTarget {
  const { bucketName, functionName, queueUrl, 'x-amz-copy-source': source } = parameters;
  return {
    parameters,
    bucket: bucketWord(bucketName, own),
    copiedFrom: bucketWord(sourceBucket(source), own),
    ownFunction: lastWord(functionName, FUNCTION) ?? 'FUNCTION',
    queue: typeof queueUrl === 'string' && TRAIL_QUEUE.test(queueUrl) ? 'TRAIL_QUEUE' : 'DEAD_LETTERS',
  };
}

function bucketWord(name: unknown, own: OwnBuckets | undefined): string {
  if (own !== undefined && name === own.archive) return 'ARCHIVE';
  if (own !== undefined && name === own.lake) return 'LAKE';
  return lastWord(name, BUCKET) ?? 'BUCKET';
}

// CloudTrail has BUCKET/KEY, with or without a slash before it, perhaps encoded for a URL.
function sourceBucket(source: unknown): string | undefined {
  return typeof source === 'string' ? source.split(SLASH).find((part) => part !== '') : undefined;
}

function lastWord(name: unknown, words: RegExp): string | undefined {
  return typeof name === 'string' ? [...name.matchAll(words)].at(-1)?.[1]?.toUpperCase() : undefined;
}
