import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ofType, propertiesAt, type Resource, type SynthesisedStack, synthesise } from './synthesised-stack';

function warningsOf({ stack }: SynthesisedStack): unknown[] {
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return warnings.map(({ entry }) => entry.data);
}

function subscriptionsOf(stack: SynthesisedStack): Resource['Properties'][] {
  return ofType(stack, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
}

afterEach(() => jest.restoreAllMocks());

describe('AlertTopic', () => {
  it('sends to every configured address', () => {
    // Act
    const stack = synthesise({ keepwatch: { alertEmails: ['a@example.com', 'b@example.com'] } });

    // Assess
    expect(subscriptionsOf(stack)).toEqual([
      { Protocol: 'email', Endpoint: 'a@example.com', TopicArn: '<Alerts/Topic>' },
      { Protocol: 'email', Endpoint: 'b@example.com', TopicArn: '<Alerts/Topic>' },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('warns when there is no recipient, and names the field', () => {
    // Prepare: synthesising prints the warning, as it should.
    jest.spyOn(console, 'error').mockImplementation(() => {});

    // Act
    const warnings = warningsOf(synthesise({ keepwatch: { alertEmails: [] } }));

    // Assess
    expect(warnings).toEqual([
      expect.stringMatching(
        /^No alert or alarm will reach anybody, .*: keepwatch\.alertEmails in cdk\.json is empty\..* \[ack: keepwatch:no-alert-recipient\]$/,
      ),
    ]);
  });

  it('warns that the next deployment removes a recipient that is given with -c alone', () => {
    // Prepare
    jest.spyOn(console, 'error').mockImplementation(() => {});

    // Act
    const stack = synthesise({ alertEmail: 'b@example.com' });

    // Assess
    expect(subscriptionsOf(stack).map(({ Endpoint }) => Endpoint)).toEqual(['security@example.com', 'b@example.com']);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^The next deployment without -c alertEmail removes the subscription of b@example\.com\..* keepwatch\.alertEmails in cdk\.json\. \[ack: keepwatch:alert-recipient-not-saved\]$/,
      ),
    ]);
  });

  it('does not warn when cdk.json has the recipient as well', () => {
    // Act
    const stack = synthesise({ alertEmail: 'security@example.com' });

    // Assess
    expect(subscriptionsOf(stack)).toHaveLength(1);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('lets alarms of this account publish, over TLS alone', () => {
    // Act
    const policy = propertiesAt(synthesise(), 'Alerts/Topic/Policy');

    // Assess
    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: '<Alerts/Topic>',
          Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
        },
      ],
    });
  });

  it('has no key that CloudWatch may not use', () => {
    // Act
    const topic = propertiesAt(synthesise(), 'Alerts/Topic');

    // Assess
    expect(topic).not.toHaveProperty('KmsMasterKeyId');
  });
});
