import type { Parameters } from './cloudtrail-event';

// CloudFormation makes a name of the stack's, the logical id and something random; the stack's own can hold any word.
// A logical id is a path in the stack and a digest: ArchiveBucket49F1AC64, and buckets have names in lower case.
const BUCKET = /-(archive|lake)bucket/gi;
const FUNCTION = /(Collector|Processor|Trail)Function/g;

/** Which of the stack's buckets a call is about, in an action's words: `ARCHIVE`, `LAKE`, else `BUCKET`. */
export function bucketOf({ bucketName }: Parameters): string {
  return lastWord(bucketName, BUCKET) ?? 'BUCKET';
}

/** Which of the stack's functions a call is about, by name or ARN: `COLLECTOR`, `PROCESSOR`, `TRAIL`, else `FUNCTION`. */
export function functionOf({ functionName }: Parameters): string {
  return lastWord(functionName, FUNCTION) ?? 'FUNCTION';
}

function lastWord(name: unknown, words: RegExp): string | undefined {
  return typeof name === 'string' ? [...name.matchAll(words)].at(-1)?.[1]?.toUpperCase() : undefined;
}
