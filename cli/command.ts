import type { Command } from 'commander';
import type { BucketConfiguration } from './configuration/bucket-configuration';
import type { Entry } from './connect/ask-credential';
import type { SourceAccess } from './place/source-access';

/** What `cdk.json` configures. Each throws when it is not valid. */
export interface Configuration {
  readonly sources: () => readonly SourceAccess[];
  readonly buckets: () => BucketConfiguration;
}

/** What every command may use. */
export interface CommandContext extends Configuration {
  /** Standard input. */
  readonly entry: Entry;
}

/** Gives a command its arguments, options, help and action. Name and description are in `commands.ts`. */
export type DefineCommand = (command: Command, context: CommandContext) => void;
