import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SettingError } from '../../../lambda/errors';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import type { ObjectStore } from '../../../lambda/platform/object-store';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';
import type { OwnAction } from '../../../lambda/sources/deployment/own-action';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import { terminalText } from '../../terminal/terminal-text';
import type { Place, Stores } from '../place';
import { deadLettersOf } from './dead-letter-queue';
import { type DeployedStack, describeStack, readStack, resourcesOf, type StackSummary } from './deployed-stack';
import { invoke } from './invoke';
import { readVersions } from './read-versions';

// More than one source's captures arrive at a time in AWS as well.
const AT_ONCE = 8;

/** Opens a deployed stack by its name. Throws `SettingError` when there is none. */
export async function openStackPlace(name: string): Promise<Place> {
  return stackPlace(await describeStack(name));
}

/** A deployed stack. Its own functions do the work; the operator's AWS credentials invoke them. */
export function stackPlace(stack: StackSummary | DeployedStack): Place {
  const archiveBucket = stack.outputs.get(STACK_OUTPUTS.archiveBucket) ?? '';
  const stores = stackStores(stack);
  // Commands that only read need no right to list resources.
  let deployed: Promise<DeployedStack> | undefined;
  const withResources = () => {
    deployed ??= 'resources' in stack ? Promise.resolve(stack) : readStack(stack.name);
    return deployed;
  };
  return {
    label: `stack ${stack.name}`,
    ...stores,
    versioned: {
      archiveBucket,
      lakeBucket: stack.outputs.get(STACK_OUTPUTS.lakeBucket) ?? '',
      versionsOf: (key) => readVersions(new S3Client(AWS_CLIENT), archiveBucket, key),
    },
    // S3 notifies the processor of each new capture.
    appending: (work) => work(stores.archive),
    async process(key) {
      // The event that EventBridge delivers for a new object.
      const event = { detail: { bucket: { name: archiveBucket }, object: { key } } };
      await invoke(physicalIdIn(await withResources(), 'AWS::Lambda::Function', 'ProcessorFunction'), event);
    },
    processesAtOnce: AT_ONCE,
    async deadLetters() {
      const queue = physicalIdIn(await withResources(), 'AWS::SQS::Queue', 'ProcessorDeadLetters');
      return deadLettersOf(queue, archiveBucket);
    },
    async recordAction(action) {
      const [trail] = resourcesOf(await withResources(), 'AWS::Lambda::Function', 'TrailFunction');
      if (trail) await invoke(trail.physicalId, { ownAction: action });
    },
    operator: callerIdentity,
    printMessages() {},
  };
}

/** The archive and the lake of a stack, which its outputs name. Throws `SettingError` when it has none. */
export function stackStores(stack: StackSummary): Stores {
  const store = (output: string) => {
    const bucket = stack.outputs.get(output);
    if (bucket !== undefined) return bucketStore(bucket);
    throw new SettingError(
      `--stack: ${terminalText(stack.name)} is not a stack of Keepwatch: it has no output ${output}.`,
    );
  };
  return { archive: store(STACK_OUTPUTS.archiveBucket), lake: store(STACK_OUTPUTS.lakeBucket) };
}

/** A bucket, read with the operator's own AWS credentials. */
export function bucketStore(bucket: string): ObjectStore {
  return new S3ObjectStore(new S3Client(AWS_CLIENT), bucket);
}

function physicalIdIn(stack: DeployedStack, type: string, place: string): string {
  const [resource] = resourcesOf(stack, type, place);
  if (resource) return resource.physicalId;
  throw new SettingError(
    `--stack: ${stack.name} has no ${type} named ${place}. To deploy it again, run npx cdk deploy.`,
  );
}

async function callerIdentity(): Promise<OwnAction['actor']> {
  const { UserId = 'unknown', Arn, Account } = await new STSClient(AWS_CLIENT).send(new GetCallerIdentityCommand({}));
  const attributes = {
    ...(Arn === undefined ? {} : { arn: Arn }),
    ...(Account === undefined ? {} : { accountId: Account }),
  };
  return { id: UserId, type: 'USER', ...(Arn === undefined ? {} : { name: Arn }), attributes };
}
