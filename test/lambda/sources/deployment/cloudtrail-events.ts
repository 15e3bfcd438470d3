/** Events of CloudTrail as AWS documents them, shortened: one for each kind of caller. */
const common = {
  eventVersion: '1.11',
  eventTime: '2026-11-25T10:00:00Z',
  eventSource: 'secretsmanager.amazonaws.com',
  eventName: 'GetSecretValue',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '203.0.113.7',
  userAgent: 'aws-cli/2.15.0',
  requestParameters: { secretId: 'keepwatch/atlassian-main' },
  responseElements: null,
  requestID: 'c6bfa3ad-7b21-4f8a-9f0b-0c5f6a1c0001',
  eventID: '2b9a8d5c-0f6e-4a44-8c8d-1d2f3a4b5c6d',
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '123456789012',
  eventCategory: 'Management',
};

/** An event with these fields instead of the common ones. */
export function cloudTrailEvent(changes: object = {}): Readonly<Record<string, unknown>> {
  return { ...common, ...changes };
}

const ROLE = {
  type: 'Role',
  principalId: 'AROAEXAMPLE',
  accountId: '123456789012',
};

/** `userIdentity` of each kind of caller. */
export const CALLERS = {
  root: {
    type: 'Root',
    principalId: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    accountId: '123456789012',
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: { attributes: { creationDate: '2026-11-25T09:00:00Z', mfaAuthenticated: 'true' } },
  },
  user: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: 'arn:aws:iam::123456789012:user/ada',
    accountId: '123456789012',
    userName: 'ada',
  },
  identityCenter: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ada@example.com',
    arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admins_0123456789abcdef/ada@example.com',
    accountId: '123456789012',
    sessionContext: {
      sessionIssuer: { ...ROLE, userName: 'AWSReservedSSO_Admins_0123456789abcdef' },
      attributes: { creationDate: '2026-11-25T09:00:00Z', mfaAuthenticated: 'false' },
    },
    onBehalfOf: {
      userId: '544894e8-80c1-707f-60e3-3ba6510dfac1',
      identityStoreArn: 'arn:aws:identitystore::123456789012:identitystore/d-1234567890',
    },
  },
  identityCenterUser: {
    type: 'IdentityCenterUser',
    accountId: '123456789012',
    onBehalfOf: { userId: '544894e8-80c1-707f-60e3-3ba6510dfac1' },
    credentialId: 'arn:aws:iam::123456789012:oidc-provider/x',
  },
  namedSession: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:eve@example.com',
    arn: 'arn:aws:sts::123456789012:assumed-role/Breakglass/eve@example.com',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { ...ROLE, userName: 'Breakglass' } },
  },
  function: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:Keepwatch-Collector',
    arn: 'arn:aws:sts::123456789012:assumed-role/Keepwatch-CollectorRole/Keepwatch-Collector',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { ...ROLE, userName: 'Keepwatch-CollectorRole' } },
  },
  cdk: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:aws-cdk-Ada@Lovelace',
    arn: 'arn:aws:sts::123456789012:assumed-role/cdk-hnb659fds-deploy-role/aws-cdk-Ada@Lovelace',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { ...ROLE, userName: 'cdk-hnb659fds-deploy-role' } },
  },
  cdkOfAnAddress: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:aws-cdk-ada@example.com',
    arn: 'arn:aws:sts::123456789012:assumed-role/cdk-hnb659fds-deploy-role/aws-cdk-ada@example.com',
    accountId: '123456789012',
  },
  reservedRole: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ada',
    arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admins_0123456789abcdef/ada',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { ...ROLE, userName: 'AWSReservedSSO_Admins_0123456789abcdef' } },
  },
  federated: {
    type: 'FederatedUser',
    principalId: '123456789012:ada',
    arn: 'arn:aws:sts::123456789012:federated-user/ada@example.com',
    accountId: '123456789012',
    sessionContext: {
      sessionIssuer: {
        type: 'IAMUser',
        principalId: 'AIDAEXAMPLE',
        arn: 'arn:aws:iam::123456789012:user/broker',
        accountId: '123456789012',
        userName: 'broker',
      },
    },
  },
  federatedWithoutArn: {
    type: 'FederatedUser',
    principalId: '123456789012:ada',
    accountId: '123456789012',
    sessionContext: { sessionIssuer: { type: 'IAMUser', userName: 'broker' } },
  },
  service: { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' },
  otherAccount: { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '999999999999' },
  sessionOfOtherAccount: { type: 'AWSAccount', principalId: 'AROAOTHER:nightly', accountId: '999999999999' },
  personOfOtherAccount: { type: 'AWSAccount', principalId: 'AROAOTHER:eve@example.com', accountId: '999999999999' },
  // By the link in an email.
  nobody: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
} as const;
