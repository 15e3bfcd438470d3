import type { Command } from 'commander';
import type { Entry } from './connect/ask-credential';
import type { SourceAccess } from './place/source-access';

/** What every command may use. */
export interface CommandContext {
  /** The sources of the configuration. Throws when it is not valid. */
  readonly sources: () => readonly SourceAccess[];
  /** Standard input. */
  readonly entry: Entry;
}

/** Gives a command its arguments, options, help and action. Name and description are in `commands.ts`. */
export type DefineCommand = (command: Command, context: CommandContext) => void;
