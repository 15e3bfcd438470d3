import type { Parameters } from './cloudtrail-event';

// CloudFormation builds names from the stack's name, the logical id and a random part; the stack's name can contain any word.
// A logical id is a path in the stack and a digest: ArchiveBucket49F1AC64. Bucket names are in lower case.
const BUCKET = /-(archive|lake)bucket/gi;
const FUNCTION = /(Collector|Processor|Trail)Function/g;

/** The bucket of a call, as actions name it: `ARCHIVE`, `LAKE`, otherwise `BUCKET`. */
export function bucketOf({ bucketName }: Parameters): string {
  return lastWord(bucketName, BUCKET) ?? 'BUCKET';
}

/** The bucket from which a call copies, as actions name it. CloudTrail has `BUCKET/KEY`, perhaps encoded for a URL. */
export function copySourceOf({ 'x-amz-copy-source': source }: Parameters): string {
  return bucketOf({
    bucketName: typeof source === 'string' ? source.replace(/^(\/|%2F)/i, '').split(/\/|%2F/i)[0] : '',
  });
}

/** The function of a call, by name or ARN: `COLLECTOR`, `PROCESSOR`, `TRAIL`, otherwise `FUNCTION`. */
export function functionOf({ functionName }: Parameters): string {
  return lastWord(functionName, FUNCTION) ?? 'FUNCTION';
}

function lastWord(name: unknown, words: RegExp): string | undefined {
  return typeof name === 'string' ? [...name.matchAll(words)].at(-1)?.[1]?.toUpperCase() : undefined;
}
