import type { SecretReader } from '../../../lambda/platform/secrets';
import { PULLED, type PullKind } from '../../../lambda/sources/kinds';
import { DEMO_API_KEY, DEMO_ORG_ID } from '../../../simulators/atlassian/simulator';
import { DEMO_PANTHER_KEY } from '../../../simulators/panther/simulator';

/** The variables of the environment in which the credential of a kind of source stands, such as ATLASSIAN_ORG_ID. */
export function credentialVariables(kind: PullKind): readonly string[] {
  return credentialFields(kind).map((field) => variableOf(kind, field));
}

/** The credential in the environment of this process. */
export function environmentCredential(kind: PullKind, environment: NodeJS.ProcessEnv): SecretReader {
  const entered = Object.fromEntries(
    credentialFields(kind).map((field) => [field, environment[variableOf(kind, field)]]),
  );
  return {
    name: `the environment variables ${credentialVariables(kind).join(' and ')}`,
    howToEnter: 'Set them and run again.',
    read: async () => JSON.stringify(entered),
  };
}

/** The fields of the credential of a kind of source, such as orgId. */
export function credentialFields(kind: PullKind): readonly string[] {
  const placeholder: object = JSON.parse(PULLED[kind].secretPlaceholder);
  return Object.keys(placeholder);
}

function variableOf(kind: PullKind, field: string): string {
  return `${kind}_${field.replace(/[A-Z]/g, '_$&')}`.toUpperCase();
}

/** The credential that Atlassian's bundled simulator takes and nothing else does. */
export const atlassianDemo: SecretReader = demo('atlassian', { orgId: DEMO_ORG_ID, apiKey: DEMO_API_KEY });

/** The same of Panther's, for the simulator at this address. */
export function pantherDemo(apiHost: string): SecretReader {
  return demo('panther', { apiHost, apiKey: DEMO_PANTHER_KEY });
}

function demo(kind: PullKind, entered: Readonly<Record<string, string>>): SecretReader {
  return {
    name: 'the demo',
    howToEnter: `Set ${credentialVariables(kind).join(' and ')} to use your own.`,
    read: async () => JSON.stringify(entered),
  };
}
