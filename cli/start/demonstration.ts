import type { SourceAccess } from './source-runner';

/** What the bundled simulator of one kind of source plays. */
export interface Demonstration {
  readonly access: SourceAccess;
  /** What is seen in the first run, into an empty directory. */
  readonly introduction: string;
  /** What is simulated, as the subject of a sentence. */
  readonly subject: string;
  /** Something happens between two runs. */
  happen(): void;
  /** What that was, and what follows. */
  readonly happened: string;
  /** Why the second run may find nothing of it. */
  readonly foundBefore?: string;
  stop(): Promise<void>;
}
