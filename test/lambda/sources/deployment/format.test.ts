import type { CustomResourceRequest } from '../../../../lambda/platform/custom-resource';
import { classifierOf } from '../../../../lambda/sources/classifiers';
import { deploymentBody, deploymentFormat } from '../../../../lambda/sources/deployment/format';
import type { OwnAction } from '../../../../lambda/sources/deployment/own-action';
import { switchingOf } from '../../../../lambda/sources/deployment/switching';
import { CALLERS, cloudTrailEvent } from './cloudtrail-events';

const kept = (event: unknown) => ({ version: '1.2.3', receivedAt: '2026-11-25T10:00:05.000Z', event });
const classify = classifierOf('Panther.Audit');

/** What a kept event becomes, by way of a capture's body. */
function recordOf(event: unknown): unknown {
  const [record] = deploymentFormat.readRecords(deploymentBody([kept(event)]));
  return deploymentFormat.recordOf(record);
}

describe('what the deployment trail keeps', () => {
  it('becomes a record of Panther.Audit, in which all of it stands', () => {
    const { requestParameters, ...details } = cloudTrailEvent();

    const record = recordOf(cloudTrailEvent({ userIdentity: CALLERS.user }));

    expect(record).toEqual({
      actionName: 'READ_SOURCE_CREDENTIAL',
      actionDescription: 'The credential of a source was read',
      actionResult: 'SUCCEEDED',
      actionParams: {
        dynamic: requestParameters,
        static: {
          name: 'keepwatch/atlassian-main',
          eventSource: 'secretsmanager.amazonaws.com',
          eventName: 'GetSecretValue',
        },
      },
      actionDetails: { ...details, userIdentity: CALLERS.user },
      actor: {
        id: 'AIDAEXAMPLE',
        type: 'USER',
        name: 'ada',
        attributes: {
          identityType: 'IAMUser',
          accountId: '123456789012',
          arn: 'arn:aws:iam::123456789012:user/ada',
        },
      },
      sourceIP: '203.0.113.7',
      userAgent: 'aws-cli/2.15.0',
      timestamp: '2026-11-25T10:00:00Z',
      pantherVersion: '1.2.3',
    });
    expect(classify(record)).toMatchObject({
      kind: 'event',
      eventTime: Date.parse('2026-11-25T10:00:00Z'),
      indicators: { p_any_ip_addresses: ['203.0.113.7'], p_any_usernames: ['ada'], p_any_actor_ids: ['AIDAEXAMPLE'] },
    });
  });

  it('says that a call was made in the console', () => {
    const event = cloudTrailEvent({ userIdentity: CALLERS.user, sessionCredentialFromConsole: 'true' });
    expect(recordOf(event)).toMatchObject({ actor: { attributes: { console: true } } });
  });

  it.each([
    [{ alarmNames: ['Keepwatch-a-Silence', 'Keepwatch-b-Silence'] }, 'Keepwatch-a-Silence'],
    [{ name: 'Keepwatch-Schedule' }, 'Keepwatch-Schedule'],
    [{ subscriptionArn: 'arn:aws:sns:x:1:Keepwatch-Alerts:1' }, 'arn:aws:sns:x:1:Keepwatch-Alerts:1'],
    [{ uUID: '11111111-2222-3333-4444-555555555555' }, '11111111-2222-3333-4444-555555555555'],
    [{ logGroupIdentifiers: ['Keepwatch-Logs'] }, 'Keepwatch-Logs'],
    [{ name: 7, other: 'x' }, null],
    [null, null],
  ])('names what a call with %j is about', (requestParameters, name) => {
    expect(recordOf(cloudTrailEvent({ requestParameters }))).toMatchObject({ actionParams: { static: { name } } });
  });

  it('tells of a denied attempt, with the reason', () => {
    const event = cloudTrailEvent({ errorCode: 'AccessDenied', errorMessage: 'not authorized to perform' });
    expect(recordOf(event)).toMatchObject({
      actionResult: 'FAILED',
      errors: [{ message: 'AccessDenied: not authorized to perform' }],
    });
    expect(recordOf(cloudTrailEvent({ errorCode: 'ThrottlingException' }))).toMatchObject({
      errors: [{ message: 'ThrottlingException' }],
    });
  });

  it.each<[string, unknown]>([
    ['an empty one', {}],
    ['one of wrong types', { eventName: 7, userIdentity: 'x', eventTime: {}, requestParameters: [], errorCode: null }],
    ['one whose time is none', cloudTrailEvent({ eventTime: 'yesterday' })],
    ['one of 100 KB', cloudTrailEvent({ requestParameters: { policy: 'x'.repeat(100_000) } })],
    ['one of a service', cloudTrailEvent({ sourceIPAddress: 'cloudformation.amazonaws.com' })],
    ['one of a console', cloudTrailEvent({ sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal' })],
    ['one that is null', null],
    ['one that is a text', 'text'],
    ['one with names of JavaScript', JSON.parse('{"__proto__":{"x":1},"eventName":"constructor"}')],
  ])('loses no event, not even %s', (_name, event) => {
    const classified = classify(recordOf(event));
    expect(classified.kind).toBe('event');
    const details = classified.kind === 'event' ? JSON.parse(String(classified.fields.actionDetails)) : undefined;
    const params = classified.kind === 'event' ? JSON.parse(String(classified.fields.actionParams)) : undefined;
    expect({ ...details, requestParameters: details?.requestParameters ?? params.dynamic }).toEqual(
      event !== null && typeof event === 'object'
        ? { requestParameters: {}, ...event }
        : { ...Object(event), requestParameters: {} },
    );
  });

  it('is one when its event is delivered twice, and two when two events say the same', () => {
    const identity = (event: object, receivedAt: string) => deploymentFormat.identityOf({ ...kept(event), receivedAt });
    const event = cloudTrailEvent();
    expect(identity(event, 'a')).toEqual(identity({ ...event, sharedEventID: 'x' }, 'b'));
    expect(identity({ ...event, eventID: 'other' }, 'a')).not.toEqual(identity(event, 'a'));
    expect(identity({ eventName: 'x' }, 'a')).toEqual(identity({ eventName: 'x' }, 'b'));
    expect(identity({ eventName: 'x', eventID: '' }, 'a')).not.toEqual(identity({ eventName: 'y', eventID: '' }, 'a'));
  });

  it('is refused when it is no body of a trail', () => {
    expect(() => deploymentFormat.readRecords(Buffer.from('{"data":[]}'))).toThrow();
  });

  it('that is nothing of ours is a classification failure', () => {
    const [record] = deploymentFormat.readRecords(Buffer.from('{"kept":[7]}'));
    expect(classify(deploymentFormat.recordOf(record)).kind).toBe('failure');
  });
});

describe('what Keepwatch tells of itself', () => {
  const request = {
    RequestType: 'Delete',
    ResponseURL: 'https://example.com/signed',
    StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Keepwatch/1f',
    RequestId: 'r-1',
    LogicalResourceId: 'TrailSwitch',
  } as const;
  const recordsOf = (action: OwnAction) =>
    deploymentFormat.readRecords(
      deploymentBody([{ version: '1.2.3', receivedAt: '2026-11-25T10:00:05.000Z', action }]),
    );

  it.each([
    ['Create', 'ENABLE_DEPLOYMENT_TRAIL'],
    ['Delete', 'DISABLE_DEPLOYMENT_TRAIL'],
  ] as const)('becomes a record: %s of the trail is %s', (RequestType, actionName) => {
    const [kept] = recordsOf(switchedBy({ ...request, RequestType }));

    const record = deploymentFormat.recordOf(kept);

    expect(record).toMatchObject({
      actionName,
      actionResult: 'SUCCEEDED',
      actionParams: { dynamic: { stackId: request.StackId }, static: { name: 'Keepwatch' } },
      actor: { type: 'TOKEN', name: 'CloudFormation' },
      timestamp: '2026-11-25T10:00:05.000Z',
      pantherVersion: '1.2.3',
    });
    expect(classify(record)).toMatchObject({ kind: 'event', eventTime: Date.parse('2026-11-25T10:00:05Z') });
  });

  it('is the same when it is told again, and another when it happens again', () => {
    const identityOf = (changes: object) =>
      recordsOf(switchedBy({ ...request, ...changes })).map(deploymentFormat.identityOf);

    expect(identityOf({ ResponseURL: 'https://example.com/again' })).toEqual(identityOf({}));
    expect(identityOf({ RequestId: 'r-2' })).not.toEqual(identityOf({}));
  });

  it('says what went wrong', () => {
    const action: OwnAction = { ...switchedBy(request), result: 'PARTIALLY_FAILED', errors: ['A page was refused.'] };

    const [record] = recordsOf(action).map(deploymentFormat.recordOf);

    expect(record).toMatchObject({
      actionResult: 'PARTIALLY_FAILED',
      errors: [{ message: 'A page was refused.' }],
    });
    expect(classify(record)).toMatchObject({ kind: 'event' });
  });

  it('says nothing when the trail goes on', () => {
    expect(switchingOf({ ...request, RequestType: 'Update' })).toBeUndefined();
  });

  function switchedBy(asked: CustomResourceRequest): OwnAction {
    const action = switchingOf(asked);
    if (!action) throw new Error('This switches nothing.');
    return action;
  }
});
