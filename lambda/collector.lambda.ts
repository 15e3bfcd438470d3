import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { runCollector } from './collect/collector-run';
import { collectorSettings } from './collect/collector-settings';
import { ENVIRONMENT } from './names';
import { AWS_CLIENT } from './platform/aws-clients';
import { systemClock } from './platform/clock';
import { CloudWatchMetrics } from './platform/cloudwatch-metrics';
import { consoleLogger } from './platform/logger';
import { S3ObjectStore } from './platform/s3-object-store';
import { RememberedSecret } from './platform/secrets';
import { SecretsManagerReader } from './platform/secrets-manager';
import { PULLERS } from './sources/pullers';

const s3 = new S3Client(AWS_CLIENT);
const secretsManager = new SecretsManagerClient(AWS_CLIENT);
const cloudWatch = new CloudWatchClient(AWS_CLIENT);

/** The scheduled poll of one source. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  const settings = collectorSettings(process.env);
  const kind = settings[ENVIRONMENT.sourceKind];
  const secretId = settings[ENVIRONMENT.secretId];
  const secret = new RememberedSecret(
    new SecretsManagerReader(secretsManager, secretId, PULLERS[kind].credential.placeholder),
  );
  await runCollector({
    source: settings[ENVIRONMENT.sourceName],
    kind,
    pullSource: PULLERS[kind].open({
      apiBaseUrl: settings[ENVIRONMENT.apiBaseUrl],
      secret,
      clock: systemClock,
      random: Math.random,
    }),
    secret,
    archive: new S3ObjectStore(s3, settings[ENVIRONMENT.archiveBucket]),
    lake: new S3ObjectStore(s3, settings[ENVIRONMENT.lakeBucket]),
    metrics: new CloudWatchMetrics(cloudWatch, settings[ENVIRONMENT.metricNamespace]),
    clock: systemClock,
    logger: consoleLogger,
    deadline: Date.now() + context.getRemainingTimeInMillis(),
    lookbackDays: settings[ENVIRONMENT.lookbackDays],
    sweep: 'daily',
  });
}
