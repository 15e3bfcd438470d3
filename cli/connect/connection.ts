import type { TriedSource } from '../doctor/check-credential';
import type { Finding } from '../doctor/finding';
import type { Installation } from '../place/installation';
import type { EnteredCredential } from './ask-credential';

/** A source that is to be connected: where its credential goes, and how its first events come. */
export interface Connection {
  readonly source: Omit<TriedSource, 'secret'>;
  /** Where the credential is kept, as a person calls it. */
  readonly place: string;
  readonly installation: () => Installation;
  readonly store: (credential: EnteredCredential) => Promise<void>;
  readonly firstEvents: () => Promise<Finding>;
}
