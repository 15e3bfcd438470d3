import type { CustomResourceRequest } from '../../platform/custom-resource';
import type { OwnAction } from './own-action';

const SWITCHED = {
  Create: ['ENABLE_DEPLOYMENT_TRAIL', 'The deployment trail was switched on'],
  Delete: ['DISABLE_DEPLOYMENT_TRAIL', 'The deployment trail was switched off'],
} as const;

/** The action when CloudFormation creates or deletes the trail; undefined for an update. */
export function switchingOf({ RequestType, StackId, RequestId }: CustomResourceRequest): OwnAction | undefined {
  if (RequestType === 'Update') return undefined;
  const [name, description] = SWITCHED[RequestType];
  return {
    id: `${StackId} ${RequestId}`,
    name,
    description,
    result: 'SUCCEEDED',
    errors: [],
    // CloudFormation does not say who deployed the stack. CloudTrail's event of the deployment does.
    actor: { id: 'cloudformation.amazonaws.com', type: 'TOKEN', name: 'CloudFormation', attributes: {} },
    parameters: { stackId: StackId },
    about: StackId.split('/')[1] ?? null,
  };
}
