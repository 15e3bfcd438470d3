import type { CustomResourceRequest } from '../../platform/custom-resource';
import type { OwnAction } from './own-action';

const SWITCHED = {
  Create: ['ENABLE_DEPLOYMENT_TRAIL', 'The deployment trail was switched on'],
  Delete: ['DISABLE_DEPLOYMENT_TRAIL', 'The deployment trail was switched off'],
} as const;

/** What it means for the trail that CloudFormation makes or removes it; undefined when it goes on as before. */
export function switchingOf({ RequestType, StackId, RequestId }: CustomResourceRequest): OwnAction | undefined {
  if (RequestType === 'Update') return undefined;
  const [name, description] = SWITCHED[RequestType];
  return {
    id: `${StackId} ${RequestId}`,
    name,
    description,
    result: 'SUCCEEDED',
    errors: [],
    // Who deployed the stack, CloudFormation does not say; CloudTrail does, in its event of the deployment.
    actor: { id: 'cloudformation.amazonaws.com', type: 'TOKEN', name: 'CloudFormation', attributes: {} },
    parameters: { stackId: StackId },
    about: StackId.split('/')[1] ?? null,
  };
}
