import { isObject } from '../../schema/canonical-json';
import { parseUtc } from '../../schema/timestamp';
import { actionOf } from './actions';
import { actorOf } from './actor';
import { readCloudTrailEvent } from './cloudtrail-event';

/** What the trail keeps of one thing that happened: as it came, when, and by which version of Keepwatch it was taken. */
export interface Kept {
  readonly version: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** An event of CloudTrail. */
  readonly event: unknown;
}

/** A record of Panther.Audit of what the trail kept. Whatever the event lacks, it is one, and the whole event stands in it. */
export function auditRecordOf({ version, receivedAt, event }: Kept): Readonly<Record<string, unknown>> {
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
    timestamp: parseUtc(eventTime) === undefined ? receivedAt : eventTime,
    pantherVersion: version,
  };
}

// Parameters in which AWS's services take the name, or the ARN, of what a call is about.
const NAMES = [
  ...['secretId', 'bucketName', 'functionName', 'alarmName', 'alarmNames', 'stackName', 'roleName', 'logGroupName'],
  ...['queueUrl', 'keyId', 'topicArn', 'subscriptionArn', 'rule', 'name'],
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
