import type { ActiveDetection, LocatedDetection } from '../../lambda/alerts/detection-settings';
import type { LogType } from '../../lambda/sources/log-types';
import type { EventAction } from '../../lambda/sources/puller';

/** Detections compared with an organization's list of actions. */
export interface Coverage {
  /** How many actions the organization lists. */
  readonly actions: number;
  /** Actions that detections use and the organization does not list. */
  readonly unknown: readonly { readonly action: string; readonly detections: readonly string[] }[];
  /** Detections that are off although the organization lists some of their actions. */
  readonly off: readonly { readonly detection: string; readonly actions: readonly string[] }[];
  /** Actions that look relevant to security and that no active detection uses. */
  readonly uncovered: readonly EventAction[];
}

// Parts of action ids: somebody gains, keeps or hides access, or takes data away.
const SECURITY =
  /admin|policy|policies|token|api|key|sso|saml|gsync|scim|domain|password|twosv|2sv|mfa|export|role|permission|login|session|oauth|impersonat|delete|deactivat|revoke|granted|access|transfer/i;

/** Compares the actions of an organization with those of detections of its log type, ignoring case. */
export function coverage(
  actions: readonly EventAction[],
  logType: LogType,
  located: readonly LocatedDetection[],
  active: readonly ActiveDetection[],
): Coverage {
  const known = new Set(actions.map(({ id }) => id.toLowerCase()));
  const isKnown = (action: string) => known.has(action.toLowerCase());
  // A detection of several log types does not say which of them has an action.
  const comparable = located
    .map(({ detection }) => detection)
    .filter(({ logTypes }) => logTypes.length === 1 && logTypes[0] === logType);
  const used = new Map<string, string[]>();
  for (const { id, actions: its = [] } of comparable) {
    for (const action of its) used.set(action, [...(used.get(action) ?? []), id]);
  }
  const on = new Set(active.map(({ detection }) => detection.id));
  const watched = new Set(active.flatMap(({ detection }) => (detection.actions ?? []).map((id) => id.toLowerCase())));
  return {
    actions: known.size,
    unknown: [...used]
      .filter(([action]) => !isKnown(action))
      .map(([action, detections]) => ({ action, detections }))
      .sort((a, b) => (a.action < b.action ? -1 : 1)),
    off: comparable
      .filter(({ id }) => !on.has(id))
      .map(({ id, actions: its = [] }) => ({ detection: id, actions: its.filter(isKnown) }))
      .filter(({ actions: its }) => its.length > 0),
    uncovered: actions
      .filter(({ id, displayName }) => SECURITY.test(`${id} ${displayName}`) && !watched.has(id.toLowerCase()))
      .toSorted((a, b) => (a.group + a.id < b.group + b.id ? -1 : 1)),
  };
}
