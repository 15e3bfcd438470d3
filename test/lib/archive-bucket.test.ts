import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { propertiesAt, synthesise } from './synthesised-stack';

const place = 'Archive/Bucket';

describe('ArchiveBucket', () => {
  it('locks each object for five years and removes it afterwards', () => {
    // Act
    const bucket = propertiesAt(synthesise(), place);

    // Assess
    expect(bucket).toEqual({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1827 } },
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'remove-after-retention',
            Status: 'Enabled',
            ExpirationInDays: 1827,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
          { Id: 'remove-delete-markers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
        ],
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  it('takes the retention and the lock mode from the configuration', () => {
    // Act
    const bucket = propertiesAt(
      synthesise({ keepwatch: { archive: { retentionDays: 400, lockMode: 'COMPLIANCE' } } }),
      place,
    );

    // Assess
    expect(bucket).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400 }, { ExpiredObjectDeleteMarker: true }] },
    });
  });

  it('remains with its policy when the stack is deleted', () => {
    // Act
    const { resources } = synthesise();

    // Assess
    for (const kept of [place, `${place}/Policy`]) {
      expect(resources[kept]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('exempts the one role for repairs from the denial of delete markers, and nobody by default', () => {
    // Prepare
    const repairRoleArn = 'arn:aws:iam::111122223333:role/security/Repair';

    // Act
    const policies = [{}, { repairRoleArn }].map((archive) =>
      propertiesAt(synthesise({ keepwatch: { archive } }), `${place}/Policy`),
    );

    // Assess
    const hideNothing = {
      Sid: 'HideNothing',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:DeleteObject',
      Resource: `<${place}.Arn>/*`,
    };
    const others = { StringNotEquals: { 'aws:PrincipalArn': repairRoleArn } };
    const withStatement = (statement: object) => ({
      PolicyDocument: { Statement: expect.arrayContaining([statement]) },
    });
    expect(policies[0]).toMatchObject(withStatement(hideNothing));
    expect(policies[1]).toMatchObject(withStatement({ ...hideNothing, Condition: others }));
  });

  it('denies plain HTTP, TLS older than 1.2, overwriting and deleting', () => {
    // Act
    const policy = propertiesAt(synthesise(), `${place}/Policy`);

    // Assess
    const everything = { Action: 's3:*', Principal: { AWS: '*' }, Resource: [`<${place}.Arn>`, `<${place}.Arn>/*`] };
    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        { ...everything, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { ...everything, Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
        {
          Sid: 'CreateOnly',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:PutObject',
          Resource: `<${place}.Arn>/*`,
          Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
        },
        {
          Sid: 'HideNothing',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:DeleteObject',
          Resource: `<${place}.Arn>/*`,
        },
      ],
    });
  });
});
