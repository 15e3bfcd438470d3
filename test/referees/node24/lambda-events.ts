import { cloudTrailEvent } from '../../lambda/sources/deployment/cloudtrail-events';
import { JUDGED_ACCOUNT, JUDGED_REGIONS } from '../configurations';

const [region] = JUDGED_REGIONS;
const envelope = { version: '0', id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', account: JUDGED_ACCOUNT, region };
const time = '2026-12-01T00:00:00Z';

/** What EventBridge Scheduler sends: https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html */
export function scheduledEvent(): object {
  const resources = [`arn:aws:scheduler:${region}:${JUDGED_ACCOUNT}:schedule/default/Keepwatch-Schedule`];
  return { ...envelope, 'detail-type': 'Scheduled Event', source: 'aws.scheduler', time, resources, detail: '{}' };
}

/** What S3 sends through EventBridge: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function objectCreated(bucket: string, key: string): object {
  const object = { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' };
  const request = { 'request-id': 'N4N7GDK58NMKJ12R', requester: JUDGED_ACCOUNT, 'source-ip-address': '203.0.113.7' };
  const detail = { version: '0', bucket: { name: bucket }, object, ...request, reason: 'PutObject' };
  return {
    ...envelope,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time,
    resources: [`arn:aws:s3:::${bucket}`],
    detail,
  };
}

/** A batch of the trail's queue with one event of CloudTrail: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function queuedCall(): object {
  const type = 'AWS API Call via CloudTrail';
  const detail = cloudTrailEvent();
  const delivered = { ...envelope, 'detail-type': type, source: 'aws.secretsmanager', time, resources: [], detail };
  const record = {
    messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: JSON.stringify(delivered),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183' },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${JUDGED_ACCOUNT}:Keepwatch-TrailEvents`,
    awsRegion: region,
  };
  return { Records: [record] };
}

/**
 * What CloudFormation sends when it creates the trail's custom resource:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-create.html
 */
export function trailCreated(responseUrl: string): object {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${JUDGED_ACCOUNT}:${rest}`;
  return {
    RequestType: 'Create',
    ResponseURL: responseUrl,
    StackId: arn('cloudformation', 'stack/Keepwatch/1f2e3d4c'),
    RequestId: '6f1c2b3a-0000-4000-8000-000000000000',
    LogicalResourceId: 'TrailSwitch',
    ResourceType: 'Custom::KeepwatchDeploymentTrail',
    ResourceProperties: { ServiceToken: arn('lambda', 'function:Keepwatch-Trail') },
  };
}
