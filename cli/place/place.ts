import type { ObjectStore } from '../../lambda/platform/object-store';
import type { OwnAction } from '../../lambda/sources/deployment/own-action';
import type { VersionedBuckets } from './object-versions';

/** The two stores of a Keepwatch: the captures, and what was made of them. */
export interface Stores {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
}

/** One Keepwatch that a command works on: a directory on a laptop, or a deployed stack. */
export interface Place extends Stores {
  /** As shown to the user. Not `name`: that is a source's, and both are spread into one object. */
  readonly label: string;
  /** The buckets of a stack. Files of a directory have no versions. */
  readonly versioned?: VersionedBuckets;
  /** Processes a capture, again if it was processed before. Throws when that failed. */
  process(key: string): Promise<void>;
  /** How many captures it can process at the same time. */
  readonly processesAtOnce: number;
  /** Runs work that appends captures. They are processed here, or by the stack itself. Throws when that failed. */
  appending<T>(work: (archive: ObjectStore) => Promise<T>): Promise<T>;
  /** Takes what the processor could not process. The caller settles each. */
  deadLetters(): Promise<DeadLetters>;
  /** Records an operator's action in the deployment trail, if there is one. Throws when it was not recorded. */
  recordAction(action: OwnAction): Promise<void>;
  /** Whose credentials run the command. */
  operator(): Promise<OwnAction['actor']>;
  /** Prints to standard error the log lines and alerts of the work so far. */
  printMessages(): void;
}

/** What waits to be processed again. */
export interface DeadLetters {
  readonly letters: readonly DeadLetter[];
  /** Messages that name no capture of this archive. They stay in the queue. */
  readonly foreignMessages: number;
  /** Messages that could not be taken: another process has them, or there are more than one run takes. */
  readonly hidden: number;
}

/** A capture that waits to be processed again. */
export interface DeadLetter {
  readonly key: string;
  /** Removes its message when it was processed; else makes it visible again. */
  settle(processed: boolean): Promise<void>;
}
