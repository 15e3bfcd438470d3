import type { DetectionState, Window } from './detection-state';

/** A window and the detection whose it is. */
export interface OpenWindow {
  readonly key: string;
  readonly detection: string;
  readonly window: Window;
}

/** What of the open windows is kept from capture to capture. */
export interface EvictionResult {
  readonly kept: DetectionState['windows'];
  /** How many windows of which detection were given up before their time, because too many were open. */
  readonly evicted: ReadonlyMap<string, number>;
}

// A flood of distinct dedup values shall not make more of the state than some megabytes.
const MAX_WEIGHT = 20_000;

/**
 * Keeps what the state has room for. Should that not be all, the detection that holds most gives up windows, those of
 * least worth first: a flood of one detection costs no other its counts.
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

// A raised one keeps its alert from being raised again, one that has counted much is near its threshold, one that was quiet
// for long may well be over.
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
