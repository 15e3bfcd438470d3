import { gunzipSync } from 'node:zlib';
import type { LocatedDetection } from '../../../lambda/alerts/detection-settings';
import type { DetectionContext } from '../../../lambda/alerts/run-detections';
import {
  type Capture,
  type CaptureHeader,
  captureKey,
  decodeCapture,
  encodeCapture,
  objectDigest,
} from '../../../lambda/archive/capture';
import { processCapture } from '../../../lambda/process/process-capture';
import { type Detection, defineDetection } from '../../../lambda/rules/define-detection';
import { MemoryNotifier } from '../../memory-notifier';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';
import { watching } from '../../watching';

const DAY = Date.parse('2026-11-22T00:00:00Z');

/** What a watched event may say: when it happened, by whom, with what action, in which record. */
export interface WatchedEvent {
  /** Minutes after midnight. */
  readonly at: number;
  /** @default 'user_login' */
  readonly action?: string;
  /** @default 'ada' */
  readonly actor?: string;
  /** @default an id that no other event has */
  readonly id?: string;
  readonly message?: string;
  /** Where it came from. @default nowhere */
  readonly ip?: string;
  readonly country?: string;
  /** Email of whom it was done to. @default nobody */
  readonly target?: string;
  /** Label of the token that the actor used. @default none */
  readonly token?: string;
  /** How the login ended. @default it is not said */
  readonly loginStatus?: string;
  /** Its time is none: a record that is no event. */
  readonly broken?: boolean;
}

/** A detection of every `user_login`, an alert for each actor and hour, unless something else is given. */
export function detectionOf(changes: Partial<Detection<'Atlassian.Audit'>> = {}): LocatedDetection {
  const detection = defineDetection({
    id: 'Test.Login',
    name: 'somebody logged in',
    logTypes: ['Atlassian.Audit'],
    severity: 'LOW',
    description: 'For a test.',
    runbook: 'Nothing.',
    actions: ['user_login'],
    dedup: (event) => event.attributes.actor?.id ?? 'nobody',
    tests: [],
    ...changes,
  });
  return { file: `detections/${detection.id}.ts`, detection };
}

/** One source's captures, the lake that is made of them, and whoever is told. */
export class WatchedSource {
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly notifier = new MemoryNotifier();
  readonly logger = new SilentLogger();
  now = DAY + 12 * 3_600_000;
  #captures = 0;
  #previous: CaptureHeader['previous'] = null;

  constructor(
    readonly detections: readonly LocatedDetection[],
    readonly source = 'atlassian-main',
  ) {}

  /** Archives one capture of these events; it was captured at noon, or so many minutes after midnight. */
  capture(events: readonly WatchedEvent[], capturedAt = 720): void {
    this.#captures += 1;
    const seq = this.#captures;
    const records = events.map((event, i) => recordOf(event, `${seq}-${i}`));
    const newest = Math.max(...events.map(({ at }) => at), 0);
    const header: CaptureHeader = {
      v: 1,
      source: this.source,
      kind: 'atlassian',
      logType: 'Atlassian.Audit',
      seq,
      capturedAt: time(capturedAt),
      mode: 'poll',
      request: { path: '/x', query: {} },
      response: { status: 200, requestId: null },
      count: records.length,
      duplicates: [],
      range: null,
      watermark: time(newest),
      resume: { request: {}, polledTo: null },
      previous: this.#previous,
    };
    const body = new TextEncoder().encode(JSON.stringify({ data: records }));
    const object = encodeCapture(header, body);
    this.archive.objects.set(this.key(seq), object);
    this.#previous = { seq, sha256: objectDigest(object) };
  }

  key(seq: number): string {
    return captureKey(this.source, seq);
  }

  /** A capture as it was archived. */
  read(seq: number): Capture {
    return decodeCapture(this.key(seq), this.archive.objects.get(this.key(seq)) ?? new Uint8Array());
  }

  /** Processes captures in this order, as a run of this name. */
  async process(seqs: readonly number[], changes: Partial<DetectionContext> = {}): Promise<void> {
    for (const seq of seqs) await processCapture(this.#watching(changes), this.key(seq));
  }

  #watching(changes: Partial<DetectionContext>): DetectionContext {
    const { archive, lake, notifier, logger, detections } = this;
    const clock = { now: () => this.now };
    return watching({ archive, lake }, { detections, notifier, logger, clock, ...changes });
  }

  /** The rows of the table of alerts, in order of the captures that raised them. */
  alerts(): Record<string, unknown>[] {
    return [...this.lake.objects]
      .filter(([key]) => key.startsWith('events/alerts/'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, object]) => gunzipSync(object).toString().trimEnd().split('\n'))
      .map((line) => JSON.parse(line));
  }

  /** Everything in the lake, as text, by key. */
  contents(): Record<string, string> {
    return Object.fromEntries(
      [...this.lake.objects]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, body]) => [key, Buffer.from(body).toString('hex')]),
    );
  }
}

function recordOf(
  {
    at,
    action = 'user_login',
    actor = 'ada',
    id,
    message,
    ip,
    country,
    target,
    token,
    loginStatus,
    broken,
  }: WatchedEvent,
  place: string,
) {
  const auth = token === undefined ? {} : { auth: { tokenId: `${token}-1`, tokenLabel: token } };
  const location = { ...(ip === undefined ? {} : { ip }), ...(country === undefined ? {} : { countryName: country }) };
  const context = [
    ...(target === undefined ? [] : [{ id: `${target}-1`, type: 'users', attributes: { email: target } }]),
    ...(loginStatus === undefined ? [] : [{ id: 'login-1', type: 'login', attributes: { status: loginStatus } }]),
  ];
  return {
    type: 'events',
    id: id ?? place,
    attributes: {
      time: broken ? 'none' : time(at),
      action,
      actor: { id: actor, email: `${actor}@example.com`, ...auth },
      context,
      ...(Object.keys(location).length === 0 ? {} : { location }),
    },
    links: {},
    ...(message === undefined ? {} : { message: { content: message } }),
  };
}

function time(minutes: number): string {
  return new Date(DAY + Math.round(minutes * 60_000)).toISOString();
}
