import { CHANGES, type Rules, USES } from './action-rules';
import type { CloudTrailEvent } from './cloudtrail-event';

/** What was attempted, in the words of an audit log. */
export interface Action {
  readonly name: string;
  readonly description: string;
}

// Some services end a name in the version of their interface: UpdateFunctionCode20150331v2.
const VERSION = /\d{8}(v\d+)?$/;
const LOOKS = /^(Batch)?Get|^(List|Describe|Head|Validate|Lookup)/;

/** What an event of CloudTrail is called here. An event of which nothing is known keeps its own name. */
export function actionOf(event: CloudTrailEvent): Action {
  const { eventSource = '', eventName = '', requestParameters, readOnly } = event;
  const [service = ''] = eventSource.split('.');
  const call = eventName.replace(VERSION, '');
  // A look is no change, whatever it looks at.
  const tables = readOnly === true || LOOKS.test(call) ? [USES] : [USES, CHANGES];
  const rules = tables.flatMap((table) => rulesOf(table, service));
  const [, name, description] = rules.find(([calls]) => calls.test(call)) ?? [];
  if (name === undefined || description === undefined) {
    return {
      name: genericName(call),
      description: `${eventName || 'A call'} of ${eventSource || 'an unknown service'}`,
    };
  }
  return { name: typeof name === 'string' ? name : name(requestParameters ?? {}), description };
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
