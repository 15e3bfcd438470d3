import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { DETECTIONS } from '../detections/index';
import { activeDetections } from './alerts/detection-settings';
import { Detector } from './alerts/detector';
import { ENVIRONMENT } from './names';
import { AWS_CLIENT } from './platform/aws-clients';
import { systemClock } from './platform/clock';
import { CloudWatchMetrics } from './platform/cloudwatch-metrics';
import { consoleLogger } from './platform/logger';
import { createdKey } from './platform/s3-event';
import { S3ObjectStore } from './platform/s3-object-store';
import { SnsNotifier } from './platform/sns-notifier';
import { runProcessor } from './process/process-capture';
import { processorSettings } from './process/processor-settings';

const s3 = new S3Client(AWS_CLIENT);
const cloudWatch = new CloudWatchClient(AWS_CLIENT);
const sns = new SNSClient(AWS_CLIENT);

/** Started by S3, through EventBridge, for every capture that was committed. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const settings = processorSettings(process.env);
  const archive = settings[ENVIRONMENT.archiveBucket];
  const detections = settings[ENVIRONMENT.detections];
  await runProcessor(createdKey(event, archive), {
    archive: new S3ObjectStore(s3, archive),
    lake: new S3ObjectStore(s3, settings[ENVIRONMENT.lakeBucket]),
    metrics: new CloudWatchMetrics(cloudWatch, settings[ENVIRONMENT.metricNamespace]),
    detector: new Detector(activeDetections(DETECTIONS, detections)),
    notifier: new SnsNotifier(sns, settings[ENVIRONMENT.alertTopic]),
    notifyDays: detections.notifyDays,
    clock: systemClock,
    // The same in each of Lambda's tries.
    run: context.awsRequestId,
    logger: consoleLogger,
  });
}
