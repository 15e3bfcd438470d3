import type { SecretReader } from '../../../lambda/platform/secrets';
import { PULLERS, type PullKind } from '../../../lambda/sources/pullers';
import { DEMOS } from '../../../simulators/demos';

/** The environment variables with the credential of a kind of source, such as ATLASSIAN_ORG_ID. */
export function credentialVariables(kind: PullKind): readonly string[] {
  return credentialFields(kind).map((field) => variableOf(kind, field));
}

/** The credential in the environment of this process. */
export function environmentCredential(kind: PullKind, environment: NodeJS.ProcessEnv): SecretReader {
  const entered = Object.fromEntries(
    credentialFields(kind).map((field) => [field, environment[variableOf(kind, field)]]),
  );
  const variables = credentialVariables(kind).join(' and ');
  return {
    name: `the environment variables ${variables}`,
    howToEnter: `Set ${variables}, then run the command again.`,
    read: async () => JSON.stringify(entered),
  };
}

/** The fields of the credential of a kind of source, such as orgId. */
export function credentialFields(kind: PullKind): readonly string[] {
  return PULLERS[kind].credential.fields.map(({ name }) => name);
}

function variableOf(kind: PullKind, field: string): string {
  return `${kind}_${field.replace(/[A-Z]/g, '_$&')}`.toUpperCase();
}

/** The credential that the bundled simulator of a kind accepts at a base URL; undefined when the kind has no simulator. */
export function demoCredential(kind: PullKind, baseUrl: string): SecretReader | undefined {
  const entered = DEMOS[kind]?.credential(baseUrl);
  return (
    entered && {
      name: 'the demo',
      howToEnter: `To use your own credential, set ${credentialVariables(kind).join(' and ')}.`,
      read: async () => JSON.stringify(entered),
    }
  );
}
