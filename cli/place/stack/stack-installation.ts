import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SettingError } from '../../../lambda/errors';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import type { OwnAction } from '../../../lambda/sources/deployment/own-action';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import type { Installation } from '../installation';
import { deadLettersOf } from './dead-letters';
import { type DeployedStack, readStack, resourcesOf } from './deployed-stack';
import { invoke } from './invoke';
import { stackStores } from './stack-stores';

// More than one source's captures arrive at a time in AWS as well.
const AT_ONCE = 8;

/** The Keepwatch of a stack: its own functions do what is to be done, and the operator's credentials ask them to. */
export function stackInstallation(stack: DeployedStack): Installation {
  const archiveBucket = stack.outputs.get(STACK_OUTPUTS.archiveBucket) ?? '';
  const stores = stackStores(stack);
  return {
    name: `stack ${stack.name}`,
    ...stores,
    // Of each new capture S3 tells the processor by itself.
    appending: (work) => work(stores.archive),
    process(key) {
      // As S3 tells it by EventBridge.
      const event = { detail: { bucket: { name: archiveBucket }, object: { key } } };
      return invoke(physicalIdIn(stack, 'AWS::Lambda::Function', 'ProcessorFunction'), event);
    },
    processesAtOnce: AT_ONCE,
    deadLetters: () => deadLettersOf(physicalIdIn(stack, 'AWS::SQS::Queue', 'ProcessorDeadLetters'), archiveBucket),
    async keep(action) {
      const [trail] = resourcesOf(stack, 'AWS::Lambda::Function', 'TrailFunction');
      if (trail) await invoke(trail.physicalId, { ownAction: action });
    },
    operator: callerIdentity,
    sayWhatWasTold() {},
  };
}

/** The same, by the name of the stack. */
export async function openStackInstallation(name: string): Promise<Installation> {
  return stackInstallation(await readStack(name));
}

function physicalIdIn(stack: DeployedStack, type: string, place: string): string {
  const [resource] = resourcesOf(stack, type, place);
  if (resource) return resource.physicalId;
  throw new SettingError(`--stack: ${stack.name} has no ${type} at ${place}: deploy it again, npx cdk deploy.`);
}

async function callerIdentity(): Promise<OwnAction['actor']> {
  const { UserId = 'unknown', Arn, Account } = await new STSClient(AWS_CLIENT).send(new GetCallerIdentityCommand({}));
  const attributes = {
    ...(Arn === undefined ? {} : { arn: Arn }),
    ...(Account === undefined ? {} : { accountId: Account }),
  };
  return { id: UserId, type: 'USER', ...(Arn === undefined ? {} : { name: Arn }), attributes };
}
