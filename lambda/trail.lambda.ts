import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { archiveEvents } from './collect/archive-events';
import { trailSettings } from './collect/trail-settings';
import { DEPLOYMENT_SOURCE, ENVIRONMENT } from './names';
import { AWS_CLIENT } from './platform/aws-clients';
import { systemClock } from './platform/clock';
import { CloudWatchMetrics } from './platform/cloudwatch-metrics';
import { answerCloudFormation, readCustomResourceRequest } from './platform/custom-resource';
import { consoleLogger } from './platform/logger';
import { S3ObjectStore } from './platform/s3-object-store';
import { deliveredEvents } from './sources/deployment/deliveries';
import { switchingOf } from './sources/deployment/switching';

const s3 = new S3Client(AWS_CLIENT);
const cloudWatch = new CloudWatchClient(AWS_CLIENT);

/** Started by events of CloudTrail, by the operator's commands, and by CloudFormation when the trail is created or deleted. */
export async function handler(event: unknown): Promise<void> {
  const settings = trailSettings(process.env);
  const context = {
    source: DEPLOYMENT_SOURCE,
    archive: new S3ObjectStore(s3, settings[ENVIRONMENT.archiveBucket]),
    lake: new S3ObjectStore(s3, settings[ENVIRONMENT.lakeBucket]),
    metrics: new CloudWatchMetrics(cloudWatch, settings[ENVIRONMENT.metricNamespace]),
    clock: systemClock,
    logger: consoleLogger,
    version: settings[ENVIRONMENT.version],
    buckets: { archive: settings[ENVIRONMENT.archiveBucket], lake: settings[ENVIRONMENT.lakeBucket] },
  };
  const request = readCustomResourceRequest(event);
  if (request === undefined) {
    await archiveEvents(context, deliveredEvents(event));
    return;
  }
  await answerCloudFormation(request, async () => {
    const action = switchingOf(request);
    if (action) await archiveEvents(context, [{ action }]);
  });
}
