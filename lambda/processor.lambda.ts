import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { processorSettings } from './environment';
import { ENVIRONMENT } from './names';
import { AWS_CLIENT } from './platform/aws-clients';
import { CloudWatchMetrics } from './platform/cloudwatch-metrics';
import { consoleLogger } from './platform/logger';
import { createdKey } from './platform/s3-event';
import { S3ObjectStore } from './platform/s3-object-store';
import { runProcessor } from './run-processor';

const s3 = new S3Client(AWS_CLIENT);
const cloudWatch = new CloudWatchClient(AWS_CLIENT);

/** Started by S3, through EventBridge, for every capture that was committed. */
export async function handler(event: unknown): Promise<void> {
  const settings = processorSettings(process.env);
  const archive = settings[ENVIRONMENT.archiveBucket];
  await runProcessor(createdKey(event, archive), {
    archive: new S3ObjectStore(s3, archive),
    lake: new S3ObjectStore(s3, settings[ENVIRONMENT.lakeBucket]),
    metrics: new CloudWatchMetrics(cloudWatch, settings[ENVIRONMENT.metricNamespace]),
    logger: consoleLogger,
  });
}
