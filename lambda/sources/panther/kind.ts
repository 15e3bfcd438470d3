import type { PullKindDefinition } from '../source-kind';
import { SECRET_PLACEHOLDER } from './credential';
import { pantherFormat } from './page';
import { PantherSource } from './panther-source';

/** Panther's own audit log, by its data lake. Where that is stands in the credential. */
export const panther: PullKindDefinition = {
  format: pantherFormat,
  secretPlaceholder: SECRET_PLACEHOLDER,
  open: (options) => new PantherSource(options),
};
