import { isByCloudFormation, isFromDeploymentTrail } from '../../../lambda/rules/deployment-trail';
import { pantherEvent } from './real-events';

const actor = (attributes: unknown) => ({ id: 'AROAEXAMPLE:AWSCloudFormation', type: 'TOKEN', attributes });

describe('what CloudFormation did', () => {
  it.each([
    ['a role that it took', { sourceIP: 'cloudformation.amazonaws.com' }, true],
    ['the rights of who deploys', { actor: actor({ invokedBy: 'cloudformation.amazonaws.com' }) }, true],
    ['a session that is called like it', { actor: actor({ session: 'AWSCloudFormation' }) }, false],
    ['an actor that is called like it', { actor: { ...actor({}), name: 'cloudformation.amazonaws.com' } }, false],
    ['a program that is called like it', { userAgent: 'cloudformation.amazonaws.com' }, false],
    ['another service', { sourceIP: 'athena.amazonaws.com' }, false],
    ['a name that contains its own', { sourceIP: 'cloudformation.amazonaws.com.example.com' }, false],
    ['nothing that is known', { sourceIP: null, actor: actor(null) }, false],
  ])('is told by AWS, not by names that anybody can choose: %s', (_what, record, is) => {
    expect(isByCloudFormation(pantherEvent(record))).toBe(is);
  });
});

it('the deployment trail is known by its name', () => {
  expect(isFromDeploymentTrail(pantherEvent({ p_source_label: 'deployment' }))).toBe(true);
  expect(isFromDeploymentTrail(pantherEvent())).toBe(false);
});
