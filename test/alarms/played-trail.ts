import { archiveEvents } from '../../lambda/collect/archive-events';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import type { Metrics } from '../../lambda/platform/metrics';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { asObject, TRAIL } from '../faults/formats';
import { Served } from '../faults/promise';
import { SilentLogger } from '../silent-logger';
import { breakableStore } from './breakable-store';
import type { Deployed } from './deployed';
import type { MetricRecord } from './metric-record';
import { PlayedFunction } from './played-function';
import type { PlayedQueue } from './played-queue';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where the trail keeps what it is told, and how it is counted at a time. */
export interface TrailPorts {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly metricsAt: (time: number) => Metrics;
}

/** The deployment trail: CloudTrail tells of something every few hours, and the trail's function fetches it from the queue. */
export class PlayedTrail {
  isBroken = false;
  fetches = true;
  readonly served = new Served(TRAIL);
  readonly deadLetters: PlayedQueue;
  readonly #queue: PlayedQueue;
  readonly #function: PlayedFunction<readonly unknown[]>;
  #made = 0;

  constructor(deployed: Deployed, record: MetricRecord, ports: TrailPorts) {
    this.#queue = deployed.queue('Trail/Events/Queue');
    const archive = breakableStore(ports.archive, () => this.isBroken);
    const settings = deployed.function('Trail/Function/Function');
    this.deadLetters = settings.onFailure;
    this.#function = new PlayedFunction(settings, record, (events, startedAt) =>
      archiveEvents(
        {
          source: DEPLOYMENT_SOURCE,
          archive,
          lake: ports.lake,
          clock: { now: () => startedAt },
          logger: new SilentLogger(),
          metrics: ports.metricsAt(startedAt),
          version: '1.2.3',
        },
        events.map((event) => ({ event: asObject(event) })),
      ),
    );
  }

  /** What happens in a minute that begins at a time. */
  async pass(at: number): Promise<void> {
    if (at % (6 * HOUR) === HOUR) this.#tell(at);
    if (!this.fetches) return;
    const messages = this.#queue.receive(at);
    if (messages.length === 0) return;
    const isKept = await this.#function.invoke(
      messages.map(({ body }) => body),
      at,
    );
    if (isKept) for (const message of messages) this.#queue.delete(message);
  }

  /** What SQS calls a redrive: everything that was given up waits anew. */
  redrive(at: number): void {
    for (const message of this.deadLetters.messages) {
      this.#queue.send(message.body, at);
      this.deadLetters.delete(message);
    }
  }

  #tell(at: number): void {
    this.#made += 1;
    const eventTime = new Date(at - MINUTE).toISOString();
    const requestParameters = { secretId: 'keepwatch/atlassian-main' };
    const event = { eventID: `t-${this.#made}`, eventName: 'GetSecretValue', eventTime, requestParameters };
    this.served.add(Buffer.from(JSON.stringify({ kept: [{ event }] })));
    this.#queue.send(event, at);
  }
}
