/** What `cdk.json` demands of the two buckets. */
export interface BucketConfiguration {
  /** Days that an object is locked and kept. */
  readonly retentionDays: number;
  readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Days that query results are kept; undefined without search. */
  readonly resultDays: number | undefined;
}
