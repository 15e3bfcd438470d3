import type { SourceKindDefinition } from '../source-kind';
import { deploymentFormat } from './deployment-format';

/** What is done to Keepwatch itself. It is told, not asked. */
export const deployment: SourceKindDefinition = { format: deploymentFormat };
