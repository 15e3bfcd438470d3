import type { CodePattern } from './code-pattern';

/** One deliberate fault in the product, and the tests that must fail because of it. */
export interface Mutation {
  /** What the product then does wrong. */
  readonly name: string;
  /** The file or folder of the product in which the pattern fits exactly one place. */
  readonly in: string;
  readonly find: CodePattern;
  /** The placeholder of the pattern that is replaced. @default all that the pattern fits */
  readonly at?: string;
  /** The code that takes its place; its placeholders keep their old code. */
  readonly replace: string;
  /** The path pattern that jest gets. */
  readonly caughtBy: string;
}
