/** A version of an archived object, or a delete marker over it. */
export interface ObjectVersion {
  readonly id: string;
  readonly kind: 'data' | 'delete-marker';
  /** SHA-256 of its bytes; undefined for a delete marker, and for an object that is too large for a capture. */
  readonly sha256?: string | undefined;
  /** Its lock; undefined when it has none, or it has ended. */
  readonly lock?: 'GOVERNANCE' | 'COMPLIANCE' | undefined;
}

/** Both buckets of a stack, and what the archive has of each object. */
export interface VersionedBuckets {
  readonly archiveBucket: string;
  readonly lakeBucket: string;
  /** Versions and delete markers of an archived object, newest first. Throws when they cannot be read. */
  versionsOf(key: string): Promise<readonly ObjectVersion[]>;
}
