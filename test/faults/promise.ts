import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { canonical } from './canonical';
import { ATLASSIAN, asList, asObject, type Format, type Json, parsedObject } from './formats';

/** All that an API ever answered: the one thing that the check of the promise knows. */
export class Served {
  /** Digests of what came, as it came. */
  readonly bodies = new Set<string>();
  /** Canonical texts of the records in them. */
  readonly records = new Set<string>();
  /** Those that have to be in the lake: all, when nothing else is said. */
  readonly due = new Set<string>();

  constructor(readonly format: Format = ATLASSIAN) {}

  /** Remembers the body of a usable answer. */
  add(body: Uint8Array, isDue = true): void {
    for (const part of this.format.cameAs(body)) this.bodies.add(sha256(part));
    for (const record of recordsOf(body, this.format)) {
      this.records.add(record);
      if (isDue) this.due.add(record);
    }
  }
}

/**
 * Where archive and lake break the promise: every record that the API returned is in the lake exactly once.
 * Empty when it is kept. Shares no code with what it checks: it reads the formats as the design states them.
 * `served`: for the one source that there is, or for each by its name.
 */
export async function brokenPromises(
  served: Served | ReadonlyMap<string, Served>,
  archive: ObjectStore,
  lake: ObjectStore,
): Promise<string[]> {
  const captures = await readCaptures(archive);
  const lakeObjects = await readAll(lake);
  const rows = rowsOf(lakeObjects);
  const receipts = receiptsOf(lakeObjects);
  const alerts = alertsOf(lakeObjects);
  const sources = served instanceof Served ? [{ served, captures, rows }] : partsOf(served, captures, rows);
  const known = new Set<unknown>(sources.flatMap((source) => [...source.captures, ...source.rows]));
  return [
    ...[...captures, ...rows]
      .filter((one) => !known.has(one))
      .map(({ key }) => `${key} is of a source that nobody knows`),
    ...sources.flatMap((source) => [
      ...brokenChain(source.captures, source.served),
      ...differences(
        'the archive',
        source.served,
        source.captures.flatMap((capture) => newRecords(capture, source.served.format)),
      ),
      ...source.captures.flatMap((capture) => brokenRows(capture, receipts, source.rows, alerts, source.served.format)),
      ...differences(
        'the lake',
        source.served,
        source.rows.map(({ row }) => recordOfRow(row, source.served.format)),
      ),
    ]),
    ...brokenLake(captures, lakeObjects),
  ];
}

function partsOf(served: ReadonlyMap<string, Served>, captures: readonly Capture[], rows: readonly LakeRow[]) {
  return [...served].map(([source, its]) => ({
    served: its,
    captures: captures.filter(({ key }) => key.startsWith(`captures/${source}/`)),
    rows: rows.filter(({ row }) => row.p_source_label === source),
  }));
}

interface Capture {
  readonly key: string;
  readonly sha256: string;
  readonly header: Json;
  readonly body: Uint8Array;
}

async function readCaptures(archive: ObjectStore): Promise<Capture[]> {
  return [...(await readAll(archive))].map(([key, object]) => {
    const bytes = gunzipSync(object);
    const lineEnd = bytes.indexOf('\n');
    const header = asObject(JSON.parse(bytes.toString('utf8', 0, lineEnd)));
    return { key, sha256: sha256(object), header, body: bytes.subarray(lineEnd + 1) };
  });
}

async function readAll(store: ObjectStore): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  for await (const key of store.list('')) {
    const object = await store.get(key);
    if (object) objects.set(key, object.body);
  }
  return objects;
}

function brokenChain(captures: readonly Capture[], served: Served): string[] {
  return captures.flatMap(({ key, header, body }, i) => {
    const before = captures[i - 1];
    const previous = before ? { seq: i, sha256: before.sha256 } : null;
    return [
      key === `captures/${header.source}/${digits(i + 1)}.json.gz` ? [] : `${key} is in the place of number ${i + 1}`,
      header.seq === i + 1 ? [] : `${key} says that it is number ${header.seq}`,
      canonical(header.previous) === canonical(previous) ? [] : `${key} does not name the digest of the capture before`,
      served.format.cameAs(body).every((part) => served.bodies.has(sha256(part)))
        ? []
        : `${key} holds a body that the API never gave`,
      header.count === recordsOf(body, served.format).length ? [] : `${key} miscounts its records`,
    ].flat();
  });
}

function newRecords({ header, body }: Capture, format: Format): string[] {
  const duplicates = new Set(asList(header.duplicates));
  return recordsOf(body, format).filter((_, i) => !duplicates.has(i));
}

function receiptsOf(objects: ReadonlyMap<string, Uint8Array>): Json[] {
  return [...objects].filter(([key]) => key.startsWith('receipts/')).map(([, receipt]) => parsedObject(receipt));
}

function brokenLake(captures: readonly Capture[], objects: ReadonlyMap<string, Uint8Array>): string[] {
  const outputs = receiptsOf(objects).flatMap((receipt) => asList(receipt.outputs).map(asObject));
  const expected = new Set([
    ...captures.map(({ header }) => `receipts/${header.source}/${digits(header.seq)}.json`),
    ...captures.flatMap(({ header }) => HINTS.map((folder) => `${folder}${header.source}.json`)),
    ...outputs.map(({ key }) => String(key)),
  ]);
  const alerts = alertsOf(objects);
  return [
    ...[...objects.keys()]
      .filter((key) => !expected.has(key) && !isAlertMark(key, alerts))
      .map((key) => `${key} belongs to no receipt`),
    ...[...expected].filter((key) => !objects.has(key) && !key.startsWith('state/')).map((key) => `${key} is missing`),
    ...outputs
      .filter((output) => !isAsReceipted(output, objects))
      .map(({ key }) => `${key} is not as its receipt says`),
    ...repeated(rowsOf(objects).map(({ row }) => String(row.p_row_id))).map((id) => `row ${id} has a twin`),
  ];
}

/** What is wrong with the receipt of a capture, and with where and when its rows say that they belong. */
function brokenRows(
  capture: Capture,
  receipts: readonly Json[],
  rows: readonly LakeRow[],
  raised: readonly Json[],
  format: Format,
): string[] {
  const { key, header } = capture;
  const own = rows.filter(({ row }) => row.p_source_file === key);
  const records = new Set(newRecords(capture, format));
  const rejected = own.filter(({ row }) => row.payload !== undefined).length;
  const duplicates = asList(header.duplicates).length;
  const alerts = raised.filter((alert) => alert.p_source_file === key).length;
  const counts = { records: header.count, events: own.length - rejected, rejected, duplicates, alerts };
  const receipt = receipts.find(({ source, seq }) => source === header.source && seq === header.seq);
  const place = ({ row }: LakeRow) => {
    const table = row.payload === undefined ? format.table : 'classification_failures';
    return `events/${table}/date=${dayOf(timeOf(row, header, format), header)}/${header.source}-${digits(header.seq)}.json.gz`;
  };
  return [
    canonical(receipt?.counts) === canonical(counts) ? [] : `the receipt of ${key} miscounts`,
    receipt?.captureSha256 === capture.sha256 ? [] : `the receipt of ${key} is for another object`,
    own.filter((row) => row.key !== place(row)).map((row) => `${row.key} is no place for a row of ${place(row)}`),
    own
      .filter(({ row }) => row.p_event_time !== timeOf(row, header, format))
      .map(({ row }) => `row ${row.p_row_id} is misdated`),
    own
      .filter(({ row }) => !records.has(recordOfRow(row, format)))
      .map(({ row }) => `row ${row.p_row_id} is not of ${key}`),
  ].flat();
}

// The day of an event is its own, unless it is more than 366 days before its capture or more than one after it.
function dayOf(time: string, header: Json): string {
  const [day, captureDay] = [time.slice(0, 10), String(header.capturedAt).slice(0, 10)];
  const age = (Date.parse(captureDay) - Date.parse(day)) / 86_400_000;
  return age > 366 || age < -1 ? captureDay : day;
}

// The time of an event is its own; without a valid one, the time of its capture.
function timeOf(row: Json, header: Json, format: Format): string {
  const time = format.timeOf(row) ?? String(header.capturedAt);
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}

function isAsReceipted({ key, rows, sha256: digest }: Json, objects: ReadonlyMap<string, Uint8Array>): boolean {
  const object = objects.get(String(key));
  if (!object) return true;
  const ndjson = gunzipSync(object);
  return sha256(ndjson) === digest && ndjson.toString().split('\n').length === Number(rows) + 1;
}

const ALERTS = 'events/alerts/';
// What only says where to go on.
const HINTS = ['state/', 'state/watch/', 'state/backfill/'];

// What is in them is judged elsewhere; here, that nothing lies about that no alert explains.
function alertsOf(objects: ReadonlyMap<string, Uint8Array>): Json[] {
  return [...objects]
    .filter(([key]) => key.startsWith(ALERTS))
    .flatMap(([, object]) => gunzipSync(object).toString().trimEnd().split('\n'))
    .map((line) => asObject(JSON.parse(line)));
}

function isAlertMark(key: string, alerts: readonly Json[]): boolean {
  const [, detection, id] = /^alerts\/([^/]+)\/[0-9a-f]{16}\/([0-9a-f]{32})\.json$/.exec(key) ?? [];
  return alerts.some((alert) => alert.alert_id === id && alert.detection_id === detection);
}

interface LakeRow {
  readonly key: string;
  readonly row: Json;
}

function rowsOf(objects: ReadonlyMap<string, Uint8Array>): LakeRow[] {
  return [...objects]
    .filter(([key]) => key.startsWith('events/') && !key.startsWith(ALERTS))
    .flatMap(([key, object]) => {
      const lines = gunzipSync(object).toString().trimEnd().split('\n');
      return lines.map((line) => ({ key, row: asObject(JSON.parse(line)) }));
    });
}

// A row is its record and Keepwatch's own columns; for a record that fits no schema, the record is in the payload.
function recordOfRow(row: Json, format: Format): string {
  if (typeof row.payload === 'string') return canonical(format.essenceOf(JSON.parse(row.payload)));
  const own = Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('p_')));
  return canonical(format.essenceOfRow(own));
}

function differences(place: string, { records, due }: Served, found: readonly string[]): string[] {
  const distinct = new Set(found);
  return [
    ...[...due].filter((record) => !distinct.has(record)).map((record) => `${place} lost ${record}`),
    ...[...distinct].filter((record) => !records.has(record)).map((record) => `${place} made up ${record}`),
    ...repeated(found).map((record) => `${place} has twice ${record}`),
  ];
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

/** Canonical texts of a body's records. */
function recordsOf(body: Uint8Array, format: Format): readonly string[] {
  return format.recordsIn(body).map((record) => canonical(format.essenceOf(record)));
}

function digits(seq: unknown): string {
  return String(seq).padStart(12, '0');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
