import { isObject } from '../../schema/canonical-json';
import { parseUtc } from '../../schema/timestamp';
import { actionOf } from './actions';
import { actorOf } from './actor';
import { readCloudTrailEvent } from './cloudtrail-event';
import type { OwnAction } from './own-action';

/** What happened: an event of CloudTrail as it came, or what Keepwatch tells of itself. */
export type Happening = { readonly event: unknown } | { readonly action: OwnAction };

/** What the trail keeps of one thing that happened: that, when it was told, and by which version of Keepwatch it was taken. */
export type Kept = Happening & {
  readonly version: string;
  /** ISO 8601. */
  readonly receivedAt: string;
};

type AuditRecord = Readonly<Record<string, unknown>>;

/** A record of Panther.Audit of what the trail kept. */
export function auditRecordOf(kept: Kept): AuditRecord {
  const record = 'action' in kept ? recordOfAction(kept.action) : recordOfEvent(kept.event);
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

// Whatever the event lacks, it is a record, and the whole event stands in it.
function recordOfEvent(event: unknown): AuditRecord {
  const known = readCloudTrailEvent(event) ?? {};
  const { name, description } = actionOf(known);
  const { eventTime = '', errorCode, errorMessage } = known;
  return {
    actionName: name,
    actionDescription: description,
    actionResult: errorCode === undefined ? 'SUCCEEDED' : 'FAILED',
    actionParams: {
      dynamic: known.requestParameters ?? {},
      static: {
        name: nameIn(known.requestParameters ?? {}),
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

// Parameters in which AWS's services take the name, or the ARN, of what a call is about.
const NAMES = [
  ...['secretId', 'bucketName', 'functionName', 'alarmName', 'alarmNames', 'stackName', 'roleName', 'logGroupName'],
  ...['queueUrl', 'topicArn', 'subscriptionArn', 'rule', 'name'],
];

function nameIn(parameters: Readonly<Record<string, unknown>>): string | null {
  const values = NAMES.flatMap((parameter) => (Object.hasOwn(parameters, parameter) ? parameters[parameter] : []));
  return values.find((value) => typeof value === 'string') ?? null;
}

// They stand in actionParams, and can be 100 KB.
function withoutParameters(event: unknown): unknown {
  if (!isObject(event)) return event;
  return Object.fromEntries(
    Object.entries(event).filter(([name, value]) => name !== 'requestParameters' || !isObject(value)),
  );
}
