import type { ObjectStore } from '../../lambda/platform/object-store';
import type { OwnAction } from '../../lambda/sources/deployment/own-action';
import type { Stores } from './stores';

/** One Keepwatch that an operator looks after: a directory on a laptop, or a stack. */
export interface Installation extends Stores {
  /** As a person calls it. */
  readonly name: string;
  /** Has the processor process a capture, once more if need be. Throws when it failed. */
  process(key: string): Promise<void>;
  /** How many captures it can process at a time. */
  readonly processesAtOnce: number;
  /** Does what appends captures, and has those processed, here or by the stack itself. Throws when that failed. */
  appending<T>(work: (archive: ObjectStore) => Promise<T>): Promise<T>;
  /** What the processor has given up; whoever takes it settles each. */
  deadLetters(): Promise<DeadLetters>;
  /** Has the deployment trail keep what was done, if there is one. Throws when it did not. */
  keep(action: OwnAction): Promise<void>;
  /** Whose credentials do what is done. */
  operator(): Promise<OwnAction['actor']>;
  /** Says on standard error what was told meanwhile, such as alerts. */
  sayWhatWasTold(): void;
}

/** What waits to be processed again. */
export interface DeadLetters {
  readonly letters: readonly DeadLetter[];
  /** How many messages name no capture of this archive: they are left where they are. */
  readonly foreignMessages: number;
  /** How many are there besides that could not be taken: somebody else has them, or they are too many at a time. */
  readonly hidden: number;
}

/** A capture that waits to be processed again. */
export interface DeadLetter {
  readonly key: string;
  /** Ends its waiting, or lets it wait on. */
  settle(processed: boolean): Promise<void>;
}
