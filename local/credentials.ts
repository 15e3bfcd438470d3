import type { SecretReader } from '../lambda/platform/secrets';
import { DEMO_API_KEY, DEMO_ORG_ID } from './simulators/atlassian/simulator';

/** The credential in the environment of this process. */
export function environmentCredential(environment: NodeJS.ProcessEnv): SecretReader {
  return {
    name: 'the environment variables ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY',
    howToEnter: 'Set both variables and run again.',
    read: async () => JSON.stringify({ orgId: environment.ATLASSIAN_ORG_ID, apiKey: environment.ATLASSIAN_API_KEY }),
  };
}

/** The credential that the bundled simulator takes and nothing else does. */
export const demoCredential: SecretReader = {
  name: 'the demo',
  howToEnter: 'Set ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY to use your own.',
  read: async () => JSON.stringify({ orgId: DEMO_ORG_ID, apiKey: DEMO_API_KEY }),
};
