import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { ACCOUNT, REGION } from './emulator';

const LONGEST_RUN_MS = 90_000;
const ROOT = `
[profile root]
aws_access_key_id = ${ACCOUNT}
aws_secret_access_key = emulated
`;
const ROLES = ['administrator', 'investigator', 'reporter'].map(
  (name) => `
[profile ${name}]
role_arn = arn:aws:iam::${ACCOUNT}:role/${name}
source_profile = root
`,
);

/** Makes the emulated AWS the only one that this process knows, whatever AWS the person uses otherwise. */
export function useAwsAt(endpoint: string, folder: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const file = join(folder, 'aws-profiles');
  writeFileSync(file, [ROOT, ...ROLES].join(''));
  Object.assign(process.env, {
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}

/** One client for each service that the test talks to. */
export type AwsClients = ReturnType<typeof openAwsClients>;

/** Opens clients for the account's root, whom no policy binds, or for an administrator. */
export function openAwsClients(profile: 'root' | 'administrator') {
  const settings = { ...AWS_CLIENT, profile };
  return {
    athena: new AthenaClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    eventBridge: new EventBridgeClient(settings),
    // An invocation answers when the function has ended, and is not to be repeated.
    lambda: new LambdaClient({ ...settings, maxAttempts: 1, requestHandler: { requestTimeout: LONGEST_RUN_MS } }),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    scheduler: new SchedulerClient(settings),
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    // The emulator names its queues by an address of its own.
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  };
}
