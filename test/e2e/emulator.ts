import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { ATHENA_FUNCTIONS } from '../../cli/place/directory/athena-functions';
import { freeAddress } from '../listen';
import { startGroup } from '../processes';
import { eventually } from './eventually';

const SECONDS_TO_START = 60;

/** Where everything is deployed. The access key is the account's number, as the emulator has it. */
export const ACCOUNT = '123456789012';
/** The emulated region. */
export const REGION = 'eu-central-1';

/** An emulated AWS that runs. */
export interface Emulator {
  readonly endpoint: string;
  /** For programs that are to use it, and nothing else: no setting of the person's own AWS reaches them. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts MiniStack on a free port, with a state that lives in its folder and dies with it. */
export async function startEmulator(python: string, folder: string): Promise<Emulator> {
  const endpoint = await freeAddress();
  const log = join(folder, 'emulator.log');
  const environment = {
    // The Node that runs the test runs the functions too.
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    // The CDK keeps what it knows of accounts under the home folder.
    HOME: folder,
    TMPDIR: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'emulated',
    NODE_NO_WARNINGS: '1',
    NO_COLOR: '1',
  };
  const emulator = startGroup(python, ['-I', 'test/e2e/emulator.py'], {
    environment: {
      ...environment,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: new URL(endpoint).port,
      MINISTACK_REGION: REGION,
      // Policies are enforced: of roles, buckets, topics and queues.
      AUTH: 'true',
      LAMBDA_EXECUTOR: 'local',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      ATHENA_FUNCTIONS: JSON.stringify(ATHENA_FUNCTIONS),
    },
    log,
  });
  await eventually('the emulated AWS answers', SECONDS_TO_START, () => health(emulator, endpoint));
  return { endpoint, environment };
}

async function health(emulator: ChildProcess, endpoint: string): Promise<true | undefined> {
  const end = emulator.exitCode ?? emulator.signalCode;
  if (end !== null) throw new Error(`The emulated AWS did not start: it ended with ${end}.`);
  const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
  return answer?.ok || undefined;
}
