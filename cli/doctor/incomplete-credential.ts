import type { PullKind } from '../../lambda/sources/pullers';
import { credentialVariables } from '../place/directory/credentials';
import { bad, type Finding } from './finding';

/** A fault when the environment has only a part of a credential: `start` refuses it, even beside a stored credential. */
export function incompleteCredential(kind: PullKind, environment: NodeJS.ProcessEnv): Finding | undefined {
  const variables = credentialVariables(kind);
  const missing = variables.filter((variable) => !environment[variable]?.trim());
  const given = variables.filter((variable) => !missing.includes(variable));
  if (given.length === 0 || missing.length === 0) return undefined;
  const says = `incomplete: the environment has ${given.join(' and ')}, but not ${missing.join(' and ')}`;
  return bad(`${kind}-main, credential`, says, `Set ${missing.join(' and ')}, or unset ${given.join(' and ')}.`);
}
