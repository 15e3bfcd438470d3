import { isObject } from '../../schema/canonical-json';
import { parseUtc } from '../../schema/timestamp';
import { actionOf } from './actions';
import { actorOf } from './actor';
import { readCloudTrailEvent } from './cloudtrail-event';
import type { OwnAction } from './own-action';
import type { OwnBuckets } from './own-names';
import { refusedResource } from './refused-resource';

/** An event of the deployment trail: a CloudTrail event as received, or an action of Keepwatch itself. */
export type TrailEvent = { readonly event: unknown } | { readonly action: OwnAction };

/** A trail event as it is archived, with the time of receipt and the version of Keepwatch. */
export type ArchivedEvent = TrailEvent & {
  readonly version: string;
  /** The stack's buckets at that time. Older captures lack them. */
  readonly buckets?: OwnBuckets | undefined;
  /** ISO 8601. */
  readonly receivedAt: string;
};

type AuditRecord = Readonly<Record<string, unknown>>;

/** The Panther.Audit record of an archived event. */
export function auditRecordOf(kept: ArchivedEvent): AuditRecord {
  const record = 'action' in kept ? recordOfAction(kept.action) : recordOfEvent(kept.event, kept.buckets);
  return { timestamp: kept.receivedAt, ...record, pantherVersion: kept.version };
}

function recordOfAction({ name, description, result, errors, actor, parameters, about }: OwnAction): AuditRecord {
  return {
    actionName: name,
    actionDescription: description,
    actionResult: result,
    actionParams: { dynamic: parameters, static: { name: about } },
    actor,
    ...(errors.length === 0 ? {} : { errors: errors.map((message) => ({ message })) }),
  };
}

// An event with missing fields is still a record, which contains the whole event.
function recordOfEvent(event: unknown, own: OwnBuckets | undefined): AuditRecord {
  const known = readCloudTrailEvent(event) ?? {};
  const { name, description } = actionOf(known, own);
  const { eventTime = '', errorCode, errorMessage } = known;
  return {
    actionName: name,
    actionDescription: description,
    actionResult: errorCode === undefined ? 'SUCCEEDED' : 'FAILED',
    actionParams: {
      dynamic: known.requestParameters ?? {},
      static: {
        name: nameIn(known.requestParameters ?? {}) ?? refusedResource(errorMessage) ?? null,
        eventSource: known.eventSource ?? null,
        eventName: known.eventName ?? null,
      },
    },
    actionDetails: withoutParameters(event),
    actor: actorOf(known),
    ...(errorCode === undefined ? {} : { errors: [{ message: [errorCode, errorMessage].filter(Boolean).join(': ') }] }),
    ...(known.sourceIPAddress === undefined ? {} : { sourceIP: known.sourceIPAddress }),
    ...(known.userAgent === undefined ? {} : { userAgent: known.userAgent }),
    ...(parseUtc(eventTime) === undefined ? {} : { timestamp: eventTime }),
  };
}

// Parameters of AWS services that hold the name or ARN of a call's target.
const NAMES = [
  ...['secretId', 'secretIdList', 'bucketName', 'bucket', 'Bucket', 'functionName', 'uUID'],
  ...['alarmName', 'alarmNames', 'alarmNamePrefix', 'stackName', 'roleName'],
  ...['logGroupName', 'logGroupNames', 'logGroupNamePrefix', 'logGroupIdentifier', 'logGroupIdentifiers'],
  ...['queueUrl', 'queueName', 'topicArn', 'subscriptionArn', 'rule', 'name'],
  ...['resourceArn', 'resourceARN', 'resource', 'resourceIdentifier', 'sourceArn', 'destinationArn'],
];

function nameIn(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const values = NAMES.flatMap((parameter) => (Object.hasOwn(parameters, parameter) ? parameters[parameter] : []));
  return values.find((value) => typeof value === 'string');
}

// The parameters are in actionParams, and can have 100 KB.
function withoutParameters(event: unknown): unknown {
  if (!isObject(event)) return event;
  return Object.fromEntries(
    Object.entries(event).filter(([name, value]) => name !== 'requestParameters' || !isObject(value)),
  );
}
