/** Base of all failures that Keepwatch explains itself: the message says what failed, where, and what to do next. */
export abstract class KeepwatchError extends Error {
  // Written out in every class: a minified bundle would log the class's short name.
  abstract override readonly name: string;
}

/** A setting, option or environment variable is missing or not allowed. Correct the named field. */
export class SettingError extends KeepwatchError {
  override readonly name = 'SettingError';
}

/** The credential is missing, still the placeholder, or malformed. Enter it in the named secret. */
export class CredentialInvalidError extends KeepwatchError {
  override readonly name = 'CredentialInvalidError';
}

/** Secrets Manager did not return the secret. Check that it exists and may be read. Has no `cause`, which could hold it. */
export class SecretUnreadableError extends KeepwatchError {
  override readonly name = 'SecretUnreadableError';
}

/** The API answered 401, 403 or 404: the credential is expired, revoked or for another organization. Replace it. */
export class CredentialRejectedError extends KeepwatchError {
  override readonly name = 'CredentialRejectedError';
}

/** The API gave no usable response within the bounded retries. The position stays; the next run tries again. */
export class ApiUnavailableError extends KeepwatchError {
  override readonly name = 'ApiUnavailableError';

  constructor(
    message: string,
    /** What the last try met, without advice. */
    readonly reason?: string,
  ) {
    super(message);
  }
}

/** The API refuses a request that no retry will fix, or keeps refusing its own cursors. */
export class ApiRefusedError extends KeepwatchError {
  override readonly name = 'ApiRefusedError';
}

/** Another run reads another feed into the same log: the credential was changed. Run it again. */
export class FeedChangedError extends KeepwatchError {
  override readonly name = 'FeedChangedError';
}

/** An object of the archive is not what Keepwatch wrote there. Look at the named key. */
export class ArchiveError extends KeepwatchError {
  override readonly name = 'ArchiveError';
}

/** An object of the lake is not what Keepwatch wrote there. The lake can be rebuilt: delete the object and process again. */
export class LakeError extends KeepwatchError {
  override readonly name = 'LakeError';
}

/** A stored object has a format that this version does not know. Upgrade Keepwatch: docs/upgrade.md. */
export class NewerFormatError extends KeepwatchError {
  override readonly name = 'NewerFormatError';

  constructor(
    readonly key: string,
    readonly format: number,
  ) {
    super(`${key} was written by a newer Keepwatch (format ${format}); upgrade to read it.`);
  }
}

/** An object store failed. Carries the store's own error as `cause`. */
export class ObjectStoreError extends KeepwatchError {
  override readonly name = 'ObjectStoreError';
}
