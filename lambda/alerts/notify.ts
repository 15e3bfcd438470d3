import * as z from 'zod/mini';
import { NewerFormatError } from '../errors';
import { readRows } from '../lake/rows-object';
import { EVENT_FUNCTION_TIMEOUT_MINUTES } from '../names';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import type { Notifier } from '../platform/notifier';
import type { ObjectStore } from '../platform/object-store';
import { parseStored } from '../platform/stored-format';
import { type Alert, notifiedKey, parseAlert } from './alert';
import { alertNotice, lostAlertNotice } from './alert-message';
import type { OutboxEntry } from './detection-state';
import { readDetectionState, type StoredDetectionState, writeDetectionState } from './stored-state';

// A run of the processor cannot last this long: a run that has not sent its alerts by then has died.
const ABANDONED_AFTER_MS = 2 * EVENT_FUNCTION_TIMEOUT_MINUTES * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What notifying needs. */
export interface NotifyContext {
  readonly lake: ObjectStore;
  readonly notifier: Notifier;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** Identifies this run and its retries: a run sends the alerts that it raised. */
  readonly run: string;
  /** Alerts about events older than this many days are only in the table `alerts`. */
  readonly notifyDays: number;
}

/** Alerts that ended before this time are not sent. Epoch milliseconds. */
export function notifySince(time: number, { notifyDays }: Pick<NotifyContext, 'notifyDays'>): number {
  return time - notifyDays * DAY_MS;
}

/**
 * Sends the alerts that this run raised, and alerts of runs that died before they sent theirs. An alert leaves the outbox
 * after it was sent: it is sent at least once, and twice only when a run dies in between.
 * Throws the first failure of its own alerts; later runs retry the alerts of other runs.
 */
export async function notifyAlerts(
  context: NotifyContext,
  source: string,
  stored: StoredDetectionState,
): Promise<void> {
  const { clock, run, logger } = context;
  const done = new Set<string>();
  const failures: unknown[] = [];
  const raised = new RaisedAlerts(context.lake);
  for (const entry of stored.state.outbox) {
    const isOwn = entry.run === run;
    if (!isOwn && clock.now() - entry.since < ABANDONED_AFTER_MS) continue;
    try {
      const alert = await raised.find(entry);
      await (alert ? notifyOnce(context, source, entry, alert) : notifyLost(context, source, entry));
      done.add(entry.alertId);
    } catch (error) {
      if (isOwn) failures.push(error);
      else logger.error('Cannot send an alert that another run left.', { source, ...entry, error });
    }
  }
  await clearOutbox(context.lake, source, stored, done);
  if (failures.length > 0) throw failures[0];
}

async function clearOutbox(lake: ObjectStore, source: string, stored: StoredDetectionState, done: ReadonlySet<string>) {
  const isDone = ({ alertId }: OutboxEntry) => done.has(alertId);
  for (let current = stored; current.state.outbox.some(isDone); ) {
    const { state } = current;
    const outbox = state.outbox.filter((entry) => !isDone(entry));
    await writeDetectionState(lake, source, current, { ...state, outbox });
    current = await readDetectionState(lake, source, state.seq);
  }
}

async function notifyOnce(context: NotifyContext, source: string, entry: OutboxEntry, alert: Alert): Promise<void> {
  const { lake, notifier, clock, logger, notifyDays } = context;
  const { alert_id: alertId, detection_id: detection, severity } = alert;
  if (Date.parse(`${alert.last_event_time.replace(' ', 'T')}Z`) < notifySince(clock.now(), context)) {
    logger.info('Alert not sent: its events are older than notifyDays.', { source, alertId, detection, notifyDays });
    return;
  }
  const mark = new NotifiedMark(lake, notifiedKey(alert), { source, seq: entry.seq });
  if (!(await mark.claim())) return;
  await notifier.notify(alertNotice(alert));
  await mark.complete();
  logger.info('Alert.', { source, alertId, detection, severity });
}

// The row is missing, so the message has only the ids. Somebody has to look.
async function notifyLost({ notifier, logger }: NotifyContext, source: string, entry: OutboxEntry): Promise<void> {
  const { alertId, detection, key, seq } = entry;
  await notifier.notify(lostAlertNotice({ alertId, detection, key, source, seq }));
  logger.error('The row of an alert is missing or unreadable.', { source, ...entry });
}

/**
 * The object that records that an alert was sent. It outlives the state. It prevents a second notification after the state
 * was lost, or when another capture raises the alert too, because a record was archived twice or is in two sources.
 */
class NotifiedMark {
  constructor(
    private readonly lake: ObjectStore,
    private readonly key: string,
    private readonly by: { readonly source: string; readonly seq: number },
  ) {}

  /** True if this capture has to send the alert and nobody has sent it. */
  async claim(): Promise<boolean> {
    if ((await this.lake.put(this.key, this.#body(false), { kind: 'absent' })) === 'stored') return true;
    const existing = await this.lake.get(this.key);
    if (existing === undefined || Buffer.from(existing.body).equals(this.#body(false))) return true;
    // What a newer mark means is unknown: notifying twice is better than never.
    return isNewerMark(this.key, existing.body);
  }

  async complete(): Promise<void> {
    await this.lake.put(this.key, this.#body(true));
  }

  #body(isSent: boolean): Buffer {
    return Buffer.from(`${JSON.stringify({ ...this.by, told: isSent })}\n`);
  }
}

function isNewerMark(key: string, body: Uint8Array): boolean {
  try {
    parseStored(key, new TextDecoder().decode(body), { version: 1, schema: z.unknown() });
    return false;
  } catch (error) {
    return error instanceof NewerFormatError;
  }
}

/** Reads the alerts of each capture once: one object holds all of them, even in a flood. */
class RaisedAlerts {
  readonly #byKey = new Map<string, ReadonlyMap<string, Alert>>();

  constructor(private readonly lake: ObjectStore) {}

  /** The alert of an entry; undefined when its row is missing or unreadable. */
  async find({ key, alertId }: OutboxEntry): Promise<Alert | undefined> {
    const alerts = this.#byKey.get(key) ?? (await this.#read(key));
    this.#byKey.set(key, alerts);
    return alerts.get(alertId);
  }

  async #read(key: string): Promise<ReadonlyMap<string, Alert>> {
    const object = await this.lake.get(key);
    try {
      const alerts = object ? readRows(key, object.body).map(parseAlert) : [];
      return new Map(alerts.map((alert) => [alert.alert_id, alert]));
    } catch {
      // Unreadable counts as missing.
      return new Map();
    }
  }
}
