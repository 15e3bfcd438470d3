import { actorOf } from '../../../../lambda/sources/deployment/actor';
import { readCloudTrailEvent } from '../../../../lambda/sources/deployment/cloudtrail-event';
import { CALLERS, cloudTrailEvent } from './cloudtrail-events';

const IDENTITY_CENTER_ID = '544894e8-80c1-707f-60e3-3ba6510dfac1';

function actorIn(changes: object) {
  return actorOf(readCloudTrailEvent(cloudTrailEvent(changes)) ?? {});
}

describe('the actor of an event of CloudTrail', () => {
  it.each<[keyof typeof CALLERS, object]>([
    ['root', { id: '123456789012', type: 'USER', name: 'root', attributes: { mfa: true } }],
    ['user', { type: 'USER', name: 'ada' }],
    [
      'identityCenter',
      {
        id: 'AROAEXAMPLE:ada@example.com',
        type: 'USER',
        name: 'ada@example.com',
        attributes: {
          role: 'AWSReservedSSO_Admins_0123456789abcdef',
          email: 'ada@example.com',
          mfa: false,
          identityCenterUserId: IDENTITY_CENTER_ID,
        },
      },
    ],
    ['identityCenterUser', { id: IDENTITY_CENTER_ID, type: 'USER' }],
    ['reservedRole', { type: 'USER', name: 'ada' }],
    ['namedSession', { type: 'USER', name: 'eve@example.com', attributes: { role: 'Breakglass' } }],
    ['function', { type: 'TOKEN', name: 'Keepwatch-Collector', attributes: { role: 'Keepwatch-CollectorRole' } }],
    ['cdk', { type: 'TOKEN', name: 'aws-cdk-Ada@Lovelace' }],
    ['cdkOfAnAddress', { type: 'TOKEN', name: 'aws-cdk-ada@example.com' }],
    [
      'federated',
      { type: 'USER', name: 'ada@example.com', attributes: { issuer: 'broker', email: 'ada@example.com' } },
    ],
    ['federatedWithoutArn', { type: 'USER', name: 'ada' }],
    ['service', { id: 'cloudformation.amazonaws.com', type: 'TOKEN', name: 'cloudformation.amazonaws.com' }],
    ['otherAccount', { id: 'AIDAOTHER', type: 'TOKEN', attributes: { accountId: '999999999999' } }],
    [
      'sessionOfOtherAccount',
      { id: 'AROAOTHER:nightly', type: 'TOKEN', name: 'nightly', attributes: { session: 'nightly' } },
    ],
    ['personOfOtherAccount', { type: 'USER', name: 'eve@example.com', attributes: { email: 'eve@example.com' } }],
    ['nobody', { id: 'ANONYMOUS_PRINCIPAL', type: 'TOKEN' }],
  ])('is told when it is %s', (caller, actor) => {
    expect(actorIn({ userIdentity: CALLERS[caller] })).toMatchObject(actor);
  });

  it.each<[string, boolean]>([
    ['ada@example.com', true],
    ['ada.b+c@mail.example.co.uk', true],
    ['aws-cdk-Ada@Lovelace', false],
    ['aws-cdk-ada@example.com', false],
    ['ada@', false],
    ['@example.com', false],
    ['ada@example.', false],
    ['a@b@example.com', false],
  ])('is somebody with an email address when its session is %s: %s', (session, isAddress) => {
    const userIdentity = { type: 'AssumedRole', arn: `arn:aws:sts::123456789012:assumed-role/Deployer/${session}` };

    const { name, type, attributes } = actorIn({ userIdentity });

    expect({ name, type, email: attributes.email }).toEqual({
      name: session,
      type: isAddress ? 'USER' : 'TOKEN',
      email: isAddress ? session : undefined,
    });
  });

  it('has no role when it was given its name by a user', () => {
    const { attributes } = actorIn({ userIdentity: CALLERS.federated });
    expect(attributes).not.toHaveProperty('role');
  });

  it('has no name when there is none', () => {
    expect(actorIn({ userIdentity: CALLERS.otherAccount })).not.toHaveProperty('name');
    expect(actorIn({ userIdentity: { type: 'FederatedUser' } })).toMatchObject({ id: 'unknown', type: 'USER' });
    expect(actorIn({ userIdentity: undefined })).toEqual({ id: 'unknown', type: 'TOKEN', attributes: {} });
  });

  it('is in the console when the call was made there', () => {
    const event = { userIdentity: CALLERS.user, sessionCredentialFromConsole: 'true' };
    expect(actorIn(event)).toMatchObject({ attributes: { console: true } });
  });
});
