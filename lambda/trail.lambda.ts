import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { trailSettings } from './environment';
import { keepEvents } from './keep-events';
import { DEPLOYMENT_SOURCE, ENVIRONMENT } from './names';
import { AWS_CLIENT } from './platform/aws-clients';
import { systemClock } from './platform/clock';
import { CloudWatchMetrics } from './platform/cloudwatch-metrics';
import { answerCloudFormation, readCustomResourceRequest } from './platform/custom-resource';
import { consoleLogger } from './platform/logger';
import { S3ObjectStore } from './platform/s3-object-store';
import { isObject } from './schema/canonical-json';
import { switchingOf } from './sources/deployment/switching';

const s3 = new S3Client(AWS_CLIENT);
const cloudWatch = new CloudWatchClient(AWS_CLIENT);

/**
 * Started by EventBridge for each call that CloudTrail tells of, and by CloudFormation when the trail is made and removed.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export async function handler(event: unknown): Promise<void> {
  const settings = trailSettings(process.env);
  const keeping = {
    source: DEPLOYMENT_SOURCE,
    archive: new S3ObjectStore(s3, settings[ENVIRONMENT.archiveBucket]),
    lake: new S3ObjectStore(s3, settings[ENVIRONMENT.lakeBucket]),
    metrics: new CloudWatchMetrics(cloudWatch, settings[ENVIRONMENT.metricNamespace]),
    clock: systemClock,
    logger: consoleLogger,
    version: settings[ENVIRONMENT.version],
  };
  const request = readCustomResourceRequest(event);
  if (request === undefined) {
    // What comes without a detail is kept whole.
    await keepEvents(keeping, [{ event: isObject(event) && 'detail' in event ? event.detail : event }]);
    return;
  }
  await answerCloudFormation(request, async () => {
    const action = switchingOf(request);
    if (action) await keepEvents(keeping, [{ action }]);
  });
}
