import { S3Client } from '@aws-sdk/client-s3';
import { SettingError } from '../../../lambda/errors';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import { terminalText } from '../../terminal/terminal-text';
import type { Stores } from '../stores';
import { describeStack, type StackSummary } from './deployed-stack';

/** The archive and the lake of a stack, which its outputs name. Throws `SettingError` when it has none. */
export function stackStores(stack: StackSummary): Stores {
  const s3 = new S3Client(AWS_CLIENT);
  const store = (output: string) => {
    const bucket = stack.outputs.get(output);
    if (bucket !== undefined) return new S3ObjectStore(s3, bucket);
    throw new SettingError(
      `--stack: ${terminalText(stack.name)} has no output ${output}: it is no stack of Keepwatch.`,
    );
  };
  return { archive: store(STACK_OUTPUTS.archiveBucket), lake: store(STACK_OUTPUTS.lakeBucket) };
}

/** The same, by the name of the stack. */
export async function openStackStores(name: string): Promise<Stores> {
  return stackStores(await describeStack(name));
}
