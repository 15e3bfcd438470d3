import { isLookedAt } from '../../cli/detections/test-run';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import type { Detection } from '../../lambda/rules/define-detection';
import { type AuditEvent, freezeEvent } from '../../lambda/rules/event';
import type { LogType } from '../../lambda/sources/log-types';
import { someOf } from '../depth';
import { atlassianEvent, pantherEvent } from '../lambda/rules/real-events';
import { DETECTIONS } from '../shipped-detections';
import { POOR_ATTRIBUTES, POOR_RECORDS } from './poor-events';

// Of the rules that look at every action, what they look for in it.
const ACTIONS = [
  'user_login',
  'user_login_failed',
  'added_org_admin',
  'twosv_disabled_for_user',
  'SIGN_IN',
  'UPDATE_USER',
];
const MESSAGES = [{}, { message: null }, { message: { content: null } }, { message: { content: '' }, relations: null }];

/** Every poor event of every action that a detection is for. */
function eventsFor({
  actions = ACTIONS,
  logTypes,
}: Detection): readonly (readonly [name: string, event: AuditEvent])[] {
  const makers: Readonly<Record<LogType, (action: string) => (readonly [string, AuditEvent])[]>> = {
    'Atlassian.Audit': (action) =>
      Object.entries(POOR_ATTRIBUTES).flatMap(([name, attributes]) =>
        MESSAGES.map((more) => [`${action}: ${name}`, atlassianEvent({ action, ...attributes }, more)] as const),
      ),
    'Panther.Audit': (action) =>
      Object.entries(POOR_RECORDS).flatMap(([name, record]) =>
        ['SUCCEEDED', 'FAILED', 'PARTIALLY_FAILED'].flatMap((actionResult) =>
          // Some rules evaluateRule what the deployment trail tells in another way.
          ['panther-main', DEPLOYMENT_SOURCE].map(
            (p_source_label) =>
              [
                `${p_source_label} ${action} ${actionResult}: ${name}`,
                pantherEvent({ p_source_label, actionName: action, actionResult, ...record }),
              ] as const,
          ),
        ),
      ),
  };
  return logTypes.flatMap((logType) => actions.flatMap(makers[logType]));
}

/** What a detection says of an event, or of a part of it, when that is no use to anybody. */
function complaints(detection: Detection, event: AuditEvent): string[] {
  if (!isLookedAt(detection, event)) return ['is not looked at'];
  freezeEvent(event);
  try {
    const matches: unknown = detection.rule?.(event) ?? true;
    if (typeof matches !== 'boolean') return ['the rule says neither true nor false'];
    // Only of what matches is anything else asked.
    if (!matches) return [];
    const title = detection.title?.(event) ?? detection.name;
    const dedup = detection.dedup?.(event) ?? title;
    const said = { title, dedup };
    JSON.stringify(detection.alertContext?.(event));
    detection.severityOf?.(event);
    detection.unique?.(event);
    return Object.entries(said).flatMap(([what, text]) =>
      text === '' || /undefined|null|NaN|\[object|^\s|\s$|\s\s/.test(text) ? [`${what}: ${JSON.stringify(text)}`] : [],
    );
  } catch (error) {
    return [String(error)];
  }
}

describe.each(DETECTIONS)('$detection.id', ({ detection }) => {
  it('accepts incomplete events, and describes them in complete words', () => {
    const found = someOf(eventsFor(detection), 11).flatMap(([name, event]) =>
      complaints(detection, event).map((complaint) => `${name}: ${complaint}`),
    );
    expect(found).toEqual([]);
  });
});
