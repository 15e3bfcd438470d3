import type { CheckedSource } from '../doctor/check-credential';
import type { Finding } from '../doctor/finding';
import type { Place } from '../place/place';
import type { EnteredCredential } from './ask-credential';

/** What `connect` does for one source: in a directory or in a stack. */
export interface Connection {
  readonly source: Omit<CheckedSource, 'secret'>;
  /** Where the credential is stored, as shown to the user. */
  readonly storedIn: string;
  /** Whether nothing was ever stored there. */
  readonly isEmpty: boolean;
  /** Opened after the credential is stored: a new directory has no lake before. */
  readonly place: () => Place;
  readonly store: (credential: EnteredCredential) => Promise<void>;
  /** Polls, or waits for a poll, and says what arrived. */
  readonly firstEvents: () => Promise<Finding>;
}
