import { gunzipSync } from 'node:zlib';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { Format, Json } from './formats';
import { STATE_LOST } from './run-outcomes';
import type { Run } from './scheduler';

/** One alert, identified by its content, not by an id that only the product can compute. */
interface Alert {
  readonly capture: number;
  readonly detection: string;
  readonly kind: string;
  readonly dedup: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/**
 * Where the alerts are not those that follow from the archive, each once. Shares no code with the product: it counts by
 * the words of the documentation, over captures in the order of their numbers.
 */
export async function brokenAlerts(
  archive: ObjectStore,
  lake: ObjectStore,
  told: readonly string[],
  runs: readonly Run[],
  format: Format,
): Promise<string[]> {
  const rows = await rowsUnder(lake, 'events/alerts/');
  const expected = expectedAlerts(await capturesOf(archive, format), format).map(textOf);
  const found = rows.map(({ row }) => textOf(alertOf(row)));
  const ids = rows.map(({ row }) => String(row.alert_id));
  // Two runs over one capture share its mark: if the state is lost between them, the second does not know the first.
  const mayRepeat = runs.some(
    ({ name, outcome, suffered }) =>
      /^(processor|replay) /.test(name) && (outcome.kind !== 'done' || suffered.includes(STATE_LOST)),
  );
  return [
    ...without(expected, found).map((alert) => `no alert ${alert}`),
    ...without(found, expected).map((alert) => `an alert that nothing explains: ${alert}`),
    ...ids.filter((id) => !told.includes(id)).map((id) => `nobody was notified of alert ${id}`),
    ...told.filter((id) => !ids.includes(id)).map((id) => `somebody was notified of alert ${id}, which is in no table`),
    ...(mayRepeat || new Set(told).size === told.length
      ? []
      : ['an alert was sent twice, although no run had ended early']),
    ...(await brokenMarks(lake, rows)),
  ];
}

async function brokenMarks(lake: ObjectStore, rows: readonly { key: string; row: Json }[]): Promise<string[]> {
  const marks: string[] = [];
  for await (const key of lake.list('alerts/')) marks.push(key.split('/').at(-1)?.replace('.json', '') ?? '');
  const ids = rows.map(({ row }) => String(row.alert_id));
  const states: string[] = [];
  for await (const key of lake.list('state/watch/')) {
    const state = await lake.get(key);
    const { outbox }: { outbox: unknown[] } = JSON.parse(Buffer.from(state?.body ?? []).toString());
    if (outbox.length > 0) states.push(`${key} still has alerts without a notification`);
  }
  return [
    ...without(marks, ids).map((id) => `a mark for alert ${id}, which is in no table`),
    ...without(ids, marks).map((id) => `no mark says that alert ${id} was sent`),
    ...states,
  ];
}

const HELD_MS = 50 * 60 * 60_000;

interface Window {
  readonly period: number;
  times: number[];
  values: Set<string>;
  raised: boolean;
}

function expectedAlerts(captures: readonly Capture[], format: Format): Alert[] {
  const windows = new Map<string, Window[]>();
  return captures.flatMap(({ seq, capturedAt, watermark, records }) => {
    const raised = records
      .flatMap((record) => matchesOf(record, capturedAt, format))
      .sort((a, b) => a.time - b.time || a.n - b.n)
      .flatMap((match) => {
        const key = `${match.detection}/${match.dedup}`;
        const list = windows.get(key) ?? [];
        windows.set(key, list);
        const time = Math.min(match.time, capturedAt);
        const fits = list.filter(({ times }) => Math.max(time, ...times) - Math.min(time, ...times) < match.period);
        const window = fits.sort((a, b) => Math.min(...a.times) - Math.min(...b.times))[0] ?? {
          period: match.period,
          times: [],
          values: new Set(),
          raised: false,
        };
        if (!list.includes(window)) list.push(window);
        window.times.push(time);
        window.values.add(match.value);
        if (window.raised || window.values.size < match.threshold) return [];
        window.raised = true;
        return [
          {
            capture: seq,
            detection: match.detection,
            kind: match.kind,
            dedup: match.dedup,
            first: lakeTime(Math.min(...window.times)),
            last: lakeTime(Math.max(...window.times)),
            count: window.values.size,
          },
        ];
      });
    // A clock that jumps back can come to a window that was over already.
    const now = Math.min(watermark, capturedAt);
    for (const [key, list] of windows) {
      windows.set(
        key,
        list.filter(({ times, period }) => Math.min(...times) + period + HELD_MS > now),
      );
    }
    return raised;
  });
}

function matchesOf(record: unknown, capturedAt: number, format: Format) {
  const watched = format.watchedIn(record);
  if (watched === undefined) return [];
  const { n, time: text } = watched;
  const time = text === undefined ? capturedAt : Date.parse(text);
  const minutes = (count: number) => count * 60_000;
  const each = { n, time, kind: 'match', value: JSON.stringify(record) };
  return [
    ...(n % 3 === 0
      ? [{ ...each, detection: 'Test.Each', dedup: `group ${n % 2}`, period: minutes(5), threshold: 1 }]
      : []),
    ...(n > 0
      ? [
          {
            ...each,
            detection: 'Test.Threshold',
            dedup: 'all',
            period: minutes(10),
            threshold: 3,
            value: String(n % 4),
          },
        ]
      : []),
    ...(n % 5 === 0
      ? [{ ...each, kind: 'rule-error', detection: 'Test.Failing', dedup: '', period: minutes(15), threshold: 1 }]
      : []),
  ];
}

interface Capture {
  readonly seq: number;
  readonly capturedAt: number;
  /** Infinity where it has none. */
  readonly watermark: number;
  readonly records: readonly unknown[];
}

async function capturesOf(archive: ObjectStore, format: Format): Promise<Capture[]> {
  const captures: Capture[] = [];
  for await (const key of archive.list('captures/')) {
    const object = await archive.get(key);
    const bytes = gunzipSync(object?.body ?? Buffer.of());
    const lineEnd = bytes.indexOf('\n');
    const header: { seq: number; capturedAt: string; watermark: string | null; duplicates: number[] } = JSON.parse(
      bytes.toString('utf8', 0, lineEnd),
    );
    const records = format.recordsIn(bytes.subarray(lineEnd + 1)).filter((_, i) => !header.duplicates.includes(i));
    const watermark = header.watermark === null ? Infinity : Date.parse(header.watermark);
    captures.push({ seq: header.seq, capturedAt: Date.parse(header.capturedAt), watermark, records });
  }
  return captures;
}

async function rowsUnder(lake: ObjectStore, prefix: string): Promise<{ key: string; row: Json }[]> {
  const rows: { key: string; row: Json }[] = [];
  for await (const key of lake.list(prefix)) {
    const object = await lake.get(key);
    const lines = gunzipSync(object?.body ?? Buffer.of())
      .toString()
      .trimEnd()
      .split('\n');
    rows.push(...lines.map((line) => ({ key, row: JSON.parse(line) })));
  }
  return rows;
}

function alertOf(row: Json): Alert {
  return {
    capture: Number(/(\d{12})\.json\.gz$/.exec(String(row.p_source_file))?.[1]),
    detection: String(row.detection_id),
    kind: String(row.kind),
    dedup: String(row.dedup),
    first: String(row.first_event_time),
    last: String(row.last_event_time),
    count: Number(row.count),
  };
}

function textOf({ capture, detection, kind, dedup, first, last, count }: Alert): string {
  return `${detection} ${kind} "${dedup}" of capture ${capture}: ${count} from ${first} to ${last}`;
}

function lakeTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}

/** Of the first list what the second has not, as often. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return list.filter((text) => {
    const at = rest.indexOf(text);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
