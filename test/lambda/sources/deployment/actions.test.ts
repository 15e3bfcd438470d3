import { classifierOf } from '../../../../lambda/sources/classifiers';
import { actionOf } from '../../../../lambda/sources/deployment/actions';
import { auditRecordOf } from '../../../../lambda/sources/deployment/audit-record';
import { readCloudTrailEvent } from '../../../../lambda/sources/deployment/cloudtrail-event';
import { deploymentBody, deploymentFormat } from '../../../../lambda/sources/deployment/format';
import { cloudTrailEvent } from './cloudtrail-events';

const ARCHIVE = { bucketName: 'keepwatch-archivebucket49f1ac64-abc123' };
const LAKE = { bucketName: 'keepwatch-lakebucketb1d32e10-abc123' };
const TRAIL_QUEUE = {
  queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Keepwatch-TrailEventsQueue1A2B3C4D-x',
};
const OTHER = { bucketName: 'eves-bucket', key: 'x' };
const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function';
const COLLECTOR = { functionName: 'Keepwatch-AtlassianMainCollectorFunctionFC9644E4-AbC123' };
const PROCESSOR = { functionName: `${ARN}:Keepwatch-ProcessorFunction4627205F-AbC123` };
const TRAIL = { functionName: 'Keepwatch-TrailFunction8A55F00A-AbC123' };

type Case = readonly [service: string, call: string, parameters: object | null, name: string];

function eventOf(service: string, eventName: string, requestParameters: object | null, readOnly?: unknown) {
  return cloudTrailEvent({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters, readOnly });
}

function nameOf(...event: Parameters<typeof eventOf>): string {
  return actionOf(readCloudTrailEvent(eventOf(...event)) ?? {}).name;
}

describe('what changes or uses something', () => {
  it.each<Case>([
    ['secretsmanager', 'PutSecretValue', null, 'UPDATE_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'CreateSecret', null, 'CREATE_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'DeleteSecret', null, 'DELETE_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'GetSecretValue', null, 'READ_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'BatchGetSecretValue', null, 'READ_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'ReplicateSecretToRegions', null, 'REPLICATE_SOURCE_CREDENTIAL'],
    ['secretsmanager', 'PutResourcePolicy', null, 'UPDATE_SOURCE_CREDENTIAL_POLICY'],
    ['secretsmanager', 'DeleteResourcePolicy', null, 'UPDATE_SOURCE_CREDENTIAL_POLICY'],
    ['monitoring', 'DisableAlarmActions', null, 'DISABLE_ALARM'],
    ['monitoring', 'DeleteAlarms', null, 'DELETE_ALARM'],
    ['monitoring', 'PutMetricAlarm', { actionsEnabled: true }, 'UPDATE_ALARM'],
    ['monitoring', 'PutMetricAlarm', null, 'UPDATE_ALARM'],
    ['monitoring', 'PutMetricAlarm', { actionsEnabled: false }, 'DISABLE_ALARM'],
    ['monitoring', 'PutCompositeAlarm', { actionsEnabled: 'false' }, 'DISABLE_ALARM'],
    ['monitoring', 'PutAlarmMuteRule', { name: 'nights' }, 'MUTE_ALARM'],
    ['monitoring', 'SetAlarmState', null, 'OVERRIDE_ALARM_STATE'],
    ['s3', 'PutBucketLifecycle', ARCHIVE, 'UPDATE_ARCHIVE_RETENTION'],
    ['s3', 'PutBucketLifecycleConfiguration', ARCHIVE, 'UPDATE_ARCHIVE_RETENTION'],
    ['s3', 'DeleteBucketLifecycle', ARCHIVE, 'UPDATE_ARCHIVE_RETENTION'],
    ['s3', 'PutBucketObjectLockConfiguration', ARCHIVE, 'UPDATE_ARCHIVE_RETENTION'],
    ['s3', 'PutObjectLockConfiguration', ARCHIVE, 'UPDATE_ARCHIVE_RETENTION'],
    ['s3', 'PutBucketPolicy', LAKE, 'UPDATE_LAKE_POLICY'],
    ['s3', 'PutBucketPublicAccessBlock', ARCHIVE, 'UPDATE_ARCHIVE_PUBLIC_ACCESS'],
    ['s3', 'DeletePublicAccessBlock', ARCHIVE, 'UPDATE_ARCHIVE_PUBLIC_ACCESS'],
    ['s3', 'PutBucketNotification', ARCHIVE, 'UPDATE_ARCHIVE_NOTIFICATION'],
    ['s3', 'PutBucketNotificationConfiguration', LAKE, 'UPDATE_LAKE_NOTIFICATION'],
    ['s3', 'PutBucketReplication', ARCHIVE, 'UPDATE_ARCHIVE_REPLICATION'],
    ['s3', 'PutAccountPublicAccessBlock', null, 'UPDATE_ACCOUNT_PUBLIC_ACCESS'],
    ['s3', 'PutObject', ARCHIVE, 'WRITE_ARCHIVE_OBJECT'],
    ['s3', 'CopyObject', { ...OTHER, 'x-amz-copy-source': `${ARCHIVE.bucketName}/k` }, 'COPY_ARCHIVE_OBJECT'],
    ['s3', 'CopyObject', { ...OTHER, 'x-amz-copy-source': `%2f${ARCHIVE.bucketName}%2Fk` }, 'COPY_ARCHIVE_OBJECT'],
    ['s3', 'UploadPartCopy', { ...OTHER, 'x-amz-copy-source': `/${ARCHIVE.bucketName}/k` }, 'COPY_ARCHIVE_OBJECT'],
    ['s3', 'CopyObject', { ...ARCHIVE, 'x-amz-copy-source': 'other/k' }, 'WRITE_ARCHIVE_OBJECT'],
    ['s3', 'CopyObject', { ...OTHER, 'x-amz-copy-source': 'evidence-of-acme/k' }, 'COPY_BUCKET_OBJECT'],
    ['s3', 'CopyObject', null, 'COPY_BUCKET_OBJECT'],
    ['s3', 'PutObjectRetention', ARCHIVE, 'UPDATE_ARCHIVE_OBJECT_RETENTION'],
    ['s3', 'GetObject', ARCHIVE, 'READ_ARCHIVE_OBJECT'],
    ['s3', 'DeleteObjects', LAKE, 'DELETE_LAKE_OBJECT'],
    ['s3', 'DeleteBucket', { bucketName: 7 }, 'DELETE_BUCKET'],
    ['lambda', 'UpdateFunctionCode20150331v2', COLLECTOR, 'UPDATE_COLLECTOR'],
    ['lambda', 'UpdateFunctionConfiguration20150331v2', PROCESSOR, 'UPDATE_PROCESSOR_CONFIGURATION'],
    ['lambda', 'PutFunctionConcurrency20171031', TRAIL, 'LIMIT_TRAIL'],
    ['lambda', 'PutFunctionEventInvokeConfig20190925', TRAIL, 'UPDATE_TRAIL_RETRIES'],
    ['lambda', 'UpdateFunctionEventInvokeConfig', COLLECTOR, 'UPDATE_COLLECTOR_RETRIES'],
    ['lambda', 'RemovePermission20150331v2', PROCESSOR, 'UPDATE_PROCESSOR_PERMISSION'],
    ['lambda', 'DeleteFunction20150331', { functionName: 'x' }, 'DELETE_FUNCTION'],
    ['lambda', 'Invoke', TRAIL, 'RUN_TRAIL'],
    ['scheduler', 'UpdateSchedule', { state: 'DISABLED' }, 'DISABLE_SCHEDULE'],
    ['scheduler', 'UpdateSchedule', { state: 'ENABLED' }, 'UPDATE_SCHEDULE'],
    ['scheduler', 'DeleteSchedule', null, 'DELETE_SCHEDULE'],
    ['sns', 'Unsubscribe', null, 'REMOVE_ALERT_SUBSCRIPTION'],
    ['events', 'DisableRule', null, 'DISABLE_EVENT_RULE'],
    ['events', 'PutRule', { state: 'DISABLED' }, 'DISABLE_EVENT_RULE'],
    ['events', 'PutRule', { state: 'ENABLED' }, 'UPDATE_EVENT_RULE'],
    ['events', 'PutTargets', null, 'UPDATE_EVENT_RULE'],
    ['iam', 'PutRolePolicy', null, 'UPDATE_ROLE_PERMISSIONS'],
    ['iam', 'DeleteRolePermissionsBoundary', null, 'UPDATE_ROLE_PERMISSIONS'],
    ['cloudformation', 'UpdateStack', null, 'DEPLOY_STACK'],
    ['cloudformation', 'ExecuteChangeSet', null, 'DEPLOY_STACK'],
    ['cloudformation', 'UpdateTerminationProtection', null, 'UPDATE_STACK_PROTECTION'],
    ['cloudtrail', 'StopLogging', null, 'STOP_CLOUDTRAIL'],
    ['cloudtrail', 'PutEventConfiguration', null, 'UPDATE_CLOUDTRAIL'],
    ['cloudtrail', 'PutEventSelectors', null, 'UPDATE_CLOUDTRAIL'],
    ['logs', 'DeleteLogGroup', null, 'DELETE_LOG'],
    ['logs', 'PutRetentionPolicy', null, 'UPDATE_LOG_RETENTION'],
    ['sqs', 'PurgeQueue', null, 'DELETE_DEAD_LETTERS'],
    ['sqs', 'PurgeQueue', TRAIL_QUEUE, 'DELETE_TRAIL_QUEUE'],
    ['sqs', 'SetQueueAttributes', TRAIL_QUEUE, 'UPDATE_TRAIL_QUEUE'],
    // Nothing is known of these, and the stack has no key.
    ['s3', 'PutBucketTagging', null, 'PUT_BUCKET_TAGGING'],
    ['kms', 'ScheduleKeyDeletion', null, 'SCHEDULE_KEY_DELETION'],
    ['constructor', 'TagResource20170331v2', null, 'TAG_RESOURCE'],
    ['x', '', null, 'UNKNOWN'],
  ])('is called by its name: %s %s of %j', (service, eventName, parameters, actionName) => {
    const record = auditRecordOf({
      event: eventOf(service, eventName, parameters, false),
      version: '1.2.3',
      receivedAt: '2026-11-25T10:00:05.000Z',
    });
    expect(record).toMatchObject({ actionName, actionDescription: expect.stringMatching(/\S/) });
    expect(classifierOf('Panther.Audit')(record).kind).toBe('event');
  });
});

describe('buckets with names of their own, which a stack adopted', () => {
  const buckets = { archive: 'evidence-of-acme', lake: 'rows-of-acme' };
  const copy = (from: string) => ({ ...OTHER, 'x-amz-copy-source': `${from}/k` });

  it.each<Case>([
    ['s3', 'DeleteObject', { bucketName: buckets.archive }, 'DELETE_ARCHIVE_OBJECT'],
    ['s3', 'PutBucketLifecycle', { bucketName: buckets.lake }, 'UPDATE_LAKE_RETENTION'],
    ['s3', 'CopyObject', copy(buckets.archive), 'COPY_ARCHIVE_OBJECT'],
    ['s3', 'CopyObject', { ...copy('other'), bucketName: buckets.archive }, 'WRITE_ARCHIVE_OBJECT'],
    ['s3', 'DeleteBucket', OTHER, 'DELETE_BUCKET'],
  ])('are recognised for as long as the capture exists: %s %s of %j', (service, call, parameters, actionName) => {
    const receivedAt = '2026-11-25T10:00:05.000Z';
    const body = deploymentBody([
      { event: eventOf(service, call, parameters, false), version: '1', receivedAt, buckets },
    ]);

    const [record] = deploymentFormat.readRecords(body);

    expect(deploymentFormat.recordOf(record)).toMatchObject({ actionName });
  });
});

describe('a refused call, which has no parameters', () => {
  it.each([
    ['lambda', 'UpdateFunctionCode20150331v2', PROCESSOR.functionName, 'UPDATE_PROCESSOR', PROCESSOR.functionName],
    [
      's3',
      'DeleteBucketPolicy',
      `"arn:aws:s3:::${ARCHIVE.bucketName}"`,
      'UPDATE_ARCHIVE_POLICY',
      `arn:aws:s3:::${ARCHIVE.bucketName}`,
    ],
    ['iam', 'PutRolePolicy', 'role Keepwatch-Role', 'UPDATE_ROLE_PERMISSIONS', 'role Keepwatch-Role'],
    ['lambda', 'DeleteFunction20150331', '*', 'DELETE_FUNCTION', null],
  ])('has the resource of its message: %s %s on %s', (service, call, resource, actionName, name) => {
    const messages = [' because no identity-based policy allows it', ' with an explicit deny in an SCP', ''].map(
      (reason) => `User: eve is not authorized to perform: x on resource: ${resource}${reason}`,
    );
    const records = messages.map((errorMessage) =>
      auditRecordOf({
        event: { ...eventOf(service, call, null, false), errorCode: 'AccessDenied', errorMessage },
        version: '1.2.3',
        receivedAt: '2026-11-25T10:00:05.000Z',
      }),
    );
    expect(records).toMatchObject(Array(3).fill({ actionName, actionParams: { static: { name } } }));
  });
});

describe('a look', () => {
  it.each<Case>([
    ['s3', 'GetBucketLifecycle', ARCHIVE, 'GET_BUCKET_LIFECYCLE'],
    ['s3', 'GetBucketLifecycleConfiguration', ARCHIVE, 'GET_BUCKET_LIFECYCLE_CONFIGURATION'],
    ['s3', 'GetBucketObjectLockConfiguration', ARCHIVE, 'GET_BUCKET_OBJECT_LOCK_CONFIGURATION'],
    ['s3', 'GetObjectLockConfiguration', ARCHIVE, 'GET_OBJECT_LOCK_CONFIGURATION'],
    ['s3', 'GetBucketPublicAccessBlock', ARCHIVE, 'GET_BUCKET_PUBLIC_ACCESS_BLOCK'],
    ['s3', 'HeadObject', ARCHIVE, 'HEAD_OBJECT'],
    ['secretsmanager', 'GetResourcePolicy', null, 'GET_RESOURCE_POLICY'],
    ['secretsmanager', 'ValidateResourcePolicy', null, 'VALIDATE_RESOURCE_POLICY'],
    ['secretsmanager', 'GetSecretValue', null, 'READ_SOURCE_CREDENTIAL'],
    ['cloudtrail', 'GetEventSelectors', null, 'GET_EVENT_SELECTORS'],
    ['iam', 'GetRolePolicy', null, 'GET_ROLE_POLICY'],
    ['sqs', 'ListQueueTags', null, 'LIST_QUEUE_TAGS'],
    ['monitoring', 'DescribeAlarms', null, 'DESCRIBE_ALARMS'],
    ['lambda', 'GetPolicy20150331v2', TRAIL, 'GET_POLICY'],
  ])('is no change, whether it says that it only reads or not: %s %s', (service, call, parameters, name) => {
    expect([true, 'true', undefined, false].map((readOnly) => nameOf(service, call, parameters, readOnly))).toEqual(
      Array(4).fill(name),
    );
  });

  it('is what says that it only reads, whatever its name', () => {
    expect(nameOf('monitoring', 'DeleteAlarms', null, true)).toBe('DELETE_ALARMS');
    expect(nameOf('scheduler', 'UpdateSchedule', { state: 'DISABLED' }, 'true')).toBe('UPDATE_SCHEDULE');
    expect(nameOf('lambda', 'Invoke', TRAIL, true)).toBe('RUN_TRAIL');
  });
});

describe('what a call is about', () => {
  it.each([
    ['log-archive-keepwatch-lakebucketb1d32e10-abc123', 'LAKE'],
    ['my-archivebucket-lakebucketb1d32e10-abc123', 'LAKE'],
    ['datalake-keepwatch-archivebucket49f1ac64-abc123', 'ARCHIVE'],
    ['log-archive-keepwatch-trailbucket0a1b2c3d-abc123', 'BUCKET'],
  ])('is a bucket by its logical id: %s is %s', (bucketName, word) => {
    expect(nameOf('s3', 'DeleteBucket', { bucketName }, false)).toBe(`DELETE_${word}`);
  });

  it.each([
    ['log-collector-ProcessorFunction4627205F-AbC', 'PROCESSOR'],
    ['Audit-Trail-SourceTrailFunctionCollectorFunctionFC9644E4-AbC', 'COLLECTOR'],
    [`${ARN}:processor-TrailFunction8A55F00A-AbC:live`, 'TRAIL'],
    ['trail-AtlassianMainOrganizationColl-AbC', 'FUNCTION'],
  ])('is a function by its logical id: %s is %s', (functionName, word) => {
    expect(nameOf('lambda', 'UpdateFunctionCode20150331v2', { functionName }, false)).toBe(`UPDATE_${word}`);
  });
});
