import type { DetectionState, Window } from './detection-state';

/** An open window and its detection. */
export interface OpenWindow {
  readonly key: string;
  readonly detection: string;
  readonly window: Window;
}

/** The windows that the state keeps, and how many it evicted. */
export interface EvictionResult {
  readonly kept: DetectionState['windows'];
  /** How many windows of each detection were evicted early, because too many were open. */
  readonly evicted: ReadonlyMap<string, number>;
}

// Limits the state to a few megabytes, even in a flood of distinct dedup values.
const MAX_WEIGHT = 20_000;

/**
 * Evicts windows until the state fits its limit: always from the detection with the most weight, least valuable windows
 * first. A flood of one detection costs the other detections nothing.
 */
export function evictWindows(open: readonly OpenWindow[]): EvictionResult {
  const groups = grouped(open);
  const weights = new Map([...groups].map(([detection, group]) => [detection, weightOf(group)]));
  let excess = weightOf(open) - MAX_WEIGHT;
  if (excess > 0) for (const group of groups.values()) group.sort(byWorth);
  const evicted = new Map<string, number>();
  while (excess > 0) {
    const [fullest, weight] = [...weights].reduce((most, each) => (each[1] > most[1] ? each : most));
    const least = groups.get(fullest)?.pop();
    if (!least) break;
    weights.set(fullest, weight - weightOf([least]));
    excess -= weightOf([least]);
    evicted.set(fullest, (evicted.get(fullest) ?? 0) + 1);
  }
  return { kept: byKey([...groups.values()].flat()), evicted };
}

function grouped(open: readonly OpenWindow[]): Map<string, OpenWindow[]> {
  const groups = new Map<string, OpenWindow[]>();
  for (const each of open) {
    const group = groups.get(each.detection);
    if (group) group.push(each);
    else groups.set(each.detection, [each]);
  }
  return groups;
}

function weightOf(windows: readonly OpenWindow[]): number {
  return windows.reduce((sum, { window }) => sum + 1 + window.counted.length + window.events.length, 0);
}

// Most valuable first: raised windows prevent a second alert, a high count is near its threshold, and a long quiet window has
// probably ended.
function byWorth(a: OpenWindow, b: OpenWindow): number {
  const [one, other] = [a.window, b.window];
  return (
    Number(other.raised) - Number(one.raised) ||
    other.counted.length - one.counted.length ||
    other.last - one.last ||
    (a.key < b.key ? -1 : 1)
  );
}

function byKey(held: readonly OpenWindow[]): DetectionState['windows'] {
  const lists = new Map<string, Window[]>();
  for (const { key, window } of held) {
    const list = lists.get(key);
    if (list) list.push(window);
    else lists.set(key, [window]);
  }
  return Object.fromEntries(lists);
}
