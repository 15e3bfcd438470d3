import { CHANGES, type Rules, USES } from './action-rules';
import type { CloudTrailEvent, Parameters } from './cloudtrail-event';
import { type OwnBuckets, targetOf } from './own-names';
import { refusedResource } from './refused-resource';

/** The attempted action, as the audit log names it. */
export interface Action {
  readonly name: string;
  readonly description: string;
}

// Some services append the version of their API to a name: UpdateFunctionCode20150331v2.
const VERSION = /\d{8}(v\d+)?$/;
const LOOKS = /^(Batch)?Get|^(List|Describe|Head|Validate|Lookup)/;

/** The action of a CloudTrail event. An unknown event keeps its own name. */
export function actionOf(event: CloudTrailEvent, own?: OwnBuckets): Action {
  const { eventSource = '', eventName = '', readOnly } = event;
  const [service = ''] = eventSource.split('.');
  const call = eventName.replace(VERSION, '');
  // A read call changes nothing.
  const tables = readOnly === true || LOOKS.test(call) ? [USES] : [USES, CHANGES];
  const rules = tables.flatMap((table) => rulesOf(table, service));
  const [, name, description] = rules.find(([calls]) => calls.test(call)) ?? [];
  if (name === undefined || description === undefined) {
    return {
      name: genericName(call),
      description: `${eventName || 'A call'} of ${eventSource || 'an unknown service'}`,
    };
  }
  return { name: typeof name === 'string' ? name : name(targetOf(parametersOf(event), own)), description };
}

// CloudTrail sends no parameters with most refused calls. The message names the resource.
function parametersOf({ requestParameters, errorMessage }: CloudTrailEvent): Parameters {
  if (requestParameters) return requestParameters;
  const resource = refusedResource(errorMessage);
  return {
    bucketName: resource?.replace(/^arn:[^:]*:s3:::/, '').split('/')[0],
    functionName: resource,
    queueUrl: resource,
  };
}

function rulesOf(table: Rules, service: string) {
  return (Object.hasOwn(table, service) ? table[service] : undefined) ?? [];
}

function genericName(call: string): string {
  const words = call
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return words === '' ? 'UNKNOWN' : words.slice(0, 128);
}
