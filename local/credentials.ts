import type { PullKind } from '../lambda/names';
import type { SecretReader } from '../lambda/platform/secrets';
import { DEMO_API_KEY, DEMO_ORG_ID } from './simulators/atlassian/simulator';
import { DEMO_PANTHER_KEY } from './simulators/panther/simulator';

/** The variables in which the credential of each kind of source stands, by the field of the secret. */
export const CREDENTIAL_VARIABLES = {
  atlassian: { orgId: 'ATLASSIAN_ORG_ID', apiKey: 'ATLASSIAN_API_KEY' },
  panther: { apiHost: 'PANTHER_API_HOST', apiKey: 'PANTHER_API_KEY' },
} as const satisfies Readonly<Record<PullKind, Readonly<Record<string, string>>>>;

/** The credential in the environment of this process. */
export function environmentCredential(kind: PullKind, environment: NodeJS.ProcessEnv): SecretReader {
  const variables = Object.entries(CREDENTIAL_VARIABLES[kind]);
  const entered = Object.fromEntries(variables.map(([field, variable]) => [field, environment[variable]]));
  return {
    name: `the environment variables ${variables.map(([, variable]) => variable).join(' and ')}`,
    howToEnter: 'Set both variables and run again.',
    read: async () => JSON.stringify(entered),
  };
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
    howToEnter: `Set ${Object.values(CREDENTIAL_VARIABLES[kind]).join(' and ')} to use your own.`,
    read: async () => JSON.stringify(entered),
  };
}
