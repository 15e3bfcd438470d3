import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { propertiesAt, synthesise } from './synthesised-stack';

const place = 'Lake/Bucket';

describe('LakeBucket', () => {
  it('is private, encrypted, neither versioned nor locked, and removes objects after the retention', () => {
    // Act
    const bucket = propertiesAt(
      synthesise({ keepwatch: { archive: { retentionDays: 400 }, search: { enabled: false } } }),
      place,
    );

    // Assess
    expect(bucket).toEqual({
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'remove-after-retention',
            Status: 'Enabled',
            ExpirationInDays: 400,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
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
});
