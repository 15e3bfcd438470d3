import type { PullKind } from '../../lambda/sources/pullers';
import { credentialVariables } from '../place/directory/credentials';
import { type Finding, warning } from './finding';

/** A warning when only a part of a credential is in the environment. */
export function incompleteCredential(kind: PullKind, environment: NodeJS.ProcessEnv): readonly Finding[] {
  const variables = credentialVariables(kind);
  const missing = variables.filter((variable) => !environment[variable]?.trim());
  const given = variables.filter((variable) => !missing.includes(variable));
  if (given.length === 0 || missing.length === 0) return [];
  const says = `not checked: ${given.join(' and ')} is in the environment, ${missing.join(' and ')} is not`;
  return [warning(`${kind}-main, credential`, says, `Set ${missing.join(' and ')} as well.`)];
}
