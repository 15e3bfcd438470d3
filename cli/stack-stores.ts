import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SettingError } from '../lambda/errors';
import { AWS_CLIENT } from '../lambda/platform/aws-clients';
import type { ObjectStore } from '../lambda/platform/object-store';
import { S3ObjectStore } from '../lambda/platform/s3-object-store';
import { STACK_OUTPUTS } from '../lib/stack-names';
import { terminalText } from '../local/terminal-text';

/** The archive and the lake of a deployed stack, which its outputs name. Throws `SettingError` when it has none. */
export async function stackStores(
  stackName: string,
): Promise<{ readonly archive: ObjectStore; readonly lake: ObjectStore }> {
  const outputs = await outputsOf(stackName);
  const s3 = new S3Client(AWS_CLIENT);
  const store = (output: string) => {
    const bucket = outputs.get(output);
    if (bucket !== undefined) return new S3ObjectStore(s3, bucket);
    throw new SettingError(`--stack: ${terminalText(stackName)} has no output ${output}: it is no stack of Keepwatch.`);
  };
  return { archive: store(STACK_OUTPUTS.archiveBucket), lake: store(STACK_OUTPUTS.lakeBucket) };
}

async function outputsOf(stackName: string): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(AWS_CLIENT);
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return new Map((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (cause) {
    const reason = cause instanceof Error ? terminalText(cause.message.split('\n')[0] ?? '', 200) : 'no reason given';
    throw new SettingError(
      `--stack: ${terminalText(stackName)} cannot be described: ${reason}. Your own AWS credentials ask (AWS_PROFILE, AWS_REGION).`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
