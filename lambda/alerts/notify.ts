import { readRows } from '../lake/rows-object';
import { EVENT_FUNCTION_TIMEOUT_MINUTES } from '../names';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import type { Notifier } from '../platform/notifier';
import type { ObjectStore } from '../platform/object-store';
import { type Alert, notifiedKey, parseAlert } from './alert';
import { alertNotice, lostAlertNotice } from './alert-message';
import type { OutboxEntry } from './detection-state';
import { readDetectionState, type StoredDetectionState, writeDetectionState } from './stored-state';

// Longer than a run of the processor can last: a run that has not sent an alert by then is dead.
const ABANDONED_AFTER_MS = 2 * EVENT_FUNCTION_TIMEOUT_MINUTES * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What notifying needs. */
export interface NotifyContext {
  readonly lake: ObjectStore;
  readonly notifier: Notifier;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** Names this run and its retries: what it has raised it tells itself. */
  readonly run: string;
  /** Nobody is told of what happened more days ago: it stands in the table `alerts`. */
  readonly notifyDays: number;
}

/** Nobody is told of what was over before, as seen from a time; both in epoch milliseconds. */
export function notifySince(time: number, { notifyDays }: Pick<NotifyContext, 'notifyDays'>): number {
  return time - notifyDays * DAY_MS;
}

/**
 * Tells the alerts that this run has raised, and those of runs that must have died before they told them. An alert leaves
 * the outbox after it was told: it is told at least once, and twice only when a run dies in between.
 * Throws what its own alerts failed with; those of others are tried again by later runs.
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
      else logger.error('An alert that another run left could not be told either.', { source, ...entry, error });
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
    logger.info('An alert is not told: what it is about is too long ago.', { source, alertId, detection, notifyDays });
    return;
  }
  const mark = new NotifiedMark(lake, notifiedKey(alert), { source, seq: entry.seq });
  if (!(await mark.claim())) return;
  await notifier.notify(alertNotice(alert));
  await mark.complete();
  logger.info('Alert.', { source, alertId, detection, severity });
}

// Of an alert whose row is gone only this much is known. It is told all the same: somebody has to look.
async function notifyLost({ notifier, logger }: NotifyContext, source: string, entry: OutboxEntry): Promise<void> {
  const { alertId, detection, key, seq } = entry;
  await notifier.notify(lostAlertNotice({ alertId, detection, key, source, seq }));
  logger.error('The row of an alert that was to be told is not where it was put.', { source, ...entry });
}

/**
 * The object that an alert has once it is told. It outlives the state: an alert is not told again when that was lost, nor
 * when another capture raises it too, because a record was archived twice or stands in two sources.
 */
class NotifiedMark {
  constructor(
    private readonly lake: ObjectStore,
    private readonly key: string,
    private readonly by: { readonly source: string; readonly seq: number },
  ) {}

  /** Whether it is this capture's to tell, and not told yet. */
  async claim(): Promise<boolean> {
    if ((await this.lake.put(this.key, this.#body(false), { kind: 'absent' })) === 'stored') return true;
    const there = await this.lake.get(this.key);
    return there === undefined || Buffer.from(there.body).equals(this.#body(false));
  }

  async complete(): Promise<void> {
    await this.lake.put(this.key, this.#body(true));
  }

  #body(told: boolean): Buffer {
    return Buffer.from(`${JSON.stringify({ ...this.by, told })}\n`);
  }
}

/** Reads the alerts of each capture once: a flood of them stands in one object. */
class RaisedAlerts {
  readonly #byKey = new Map<string, ReadonlyMap<string, Alert>>();

  constructor(private readonly lake: ObjectStore) {}

  /** The alert of an entry; undefined when it is no longer there, or cannot be read. */
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
      // As good as gone, and told as that.
      return new Map();
    }
  }
}
