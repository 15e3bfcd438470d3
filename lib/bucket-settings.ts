import { PREFIX } from '../lambda/names';

/** A statement that denies something to everybody, as in the JSON of a bucket policy. */
export interface DenyStatement {
  readonly Sid?: string;
  readonly Effect: 'Deny';
  readonly Principal: { readonly AWS: '*' };
  readonly Action: string;
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

/** A lifecycle rule, as in the JSON of S3's API. */
export interface LifecycleRule {
  readonly ID: string;
  readonly Filter: { readonly Prefix: string };
  readonly Status: 'Enabled';
  readonly Expiration: { readonly Days: number } | { readonly ExpiredObjectDeleteMarker: true };
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
}

/**
 * A put without `If-None-Match` would add a newer version: the locked one stays, but readers get the other. Denied for
 * everybody. Parts of a multipart upload carry no such header and are exempt.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function denyOverwriting(bucketArn: string): DenyStatement {
  return {
    Sid: 'CreateOnly',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:PutObject',
    Resource: `${bucketArn}/*`,
    Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  };
}

/**
 * Object Lock protects versions, but a delete still adds a delete marker, after which a put with `If-None-Match`
 * succeeds. Denied for everybody but the role for repairs. Bucket policies do not apply to lifecycle rules, which remove
 * expired objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export function denyDeleting(bucketArn: string, repairRoleArn?: string): DenyStatement {
  return {
    Sid: 'HideNothing',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:DeleteObject',
    Resource: `${bucketArn}/*`,
    // A session of a role has the ARN of the role here.
    ...(repairRoleArn === undefined ? {} : { Condition: { StringNotEquals: { 'aws:PrincipalArn': repairRoleArn } } }),
  };
}

/** The bucket policy of the lake: TLS 1.2 or newer. The CDK writes it for `enforceSSL` and `minimumTLSVersion`. */
export function lakePolicy(bucketArn: string): readonly DenyStatement[] {
  const everything = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
  } as const;
  return [
    { ...everything, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { ...everything, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
  ];
}

/** The bucket policy of the archive: the same, and objects are only created. */
export function archivePolicy(bucketArn: string): readonly DenyStatement[] {
  return [...lakePolicy(bucketArn), denyOverwriting(bucketArn), denyDeleting(bucketArn)];
}

/** The lifecycle rules of the archive. */
export function archiveLifecycle(retentionDays: number): readonly LifecycleRule[] {
  return [
    {
      ID: 'remove-after-retention',
      Filter: { Prefix: '' },
      Status: 'Enabled',
      Expiration: { Days: retentionDays },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
    {
      ID: 'remove-delete-markers',
      Filter: { Prefix: '' },
      Status: 'Enabled',
      Expiration: { ExpiredObjectDeleteMarker: true },
    },
  ];
}

/** The lifecycle rules of the lake. `resultDays` is undefined without search. */
export function lakeLifecycle(retentionDays: number, resultDays: number | undefined): readonly LifecycleRule[] {
  const retention = {
    ID: 'remove-after-retention',
    Filter: { Prefix: '' },
    Status: 'Enabled',
    Expiration: { Days: retentionDays },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  } as const;
  if (resultDays === undefined) return [retention];
  return [
    retention,
    {
      ID: 'remove-query-results',
      Filter: { Prefix: PREFIX.queryResults },
      Status: 'Enabled',
      Expiration: { Days: resultDays },
    },
  ];
}
