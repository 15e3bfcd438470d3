import type { IncomingHttpHeaders } from 'node:http';
import { auditTable } from '../../simulators/panther/audit-table';
import { DEMO_PANTHER_KEY, type PantherSimulator, startPantherSimulator } from '../../simulators/panther/simulator';
import { PANTHER } from '../faults/formats';
import { Served } from '../faults/promise';
import { SOURCES } from './deployment';
import { RecordedServer } from './recorded-server';

const DAY_MS = 24 * 3_600_000;
const HISTORY = { seed: 1, eventsPerDay: 130 };

/** A Panther deployment, by the bundled simulator. */
export class RecordedPanther extends RecordedServer {
  /** How its source is configured: as often as it may be asked. */
  readonly intervalMinutes = 5;
  #simulator: PantherSimulator | undefined;

  /** `lookbackDays`: how far back its source reaches. */
  constructor(
    daysBehind: number,
    readonly lookbackDays: number,
  ) {
    super(SOURCES.panther, PANTHER, daysBehind);
  }

  async start(): Promise<void> {
    await this.listen();
    // Its clock stands still: a query that took any time would take for ever.
    this.#simulator = await startPantherSimulator({ ...HISTORY, queryMs: 0, now: () => this.now });
  }

  /** What to enter in the secret. */
  get credential(): object {
    return { apiHost: this.address, apiKey: DEMO_PANTHER_KEY };
  }

  /** Each record since the time that a first poll would now reach back to. */
  async hasServedAll(): Promise<true | undefined> {
    const rows = auditTable({ ...HISTORY, visibleWithinMs: 0 })(
      Date.now() - this.lookbackDays * DAY_MS,
      this.now,
      this.now,
    );
    const all = new Served(PANTHER);
    const results = { edges: rows.map((node) => ({ node })) };
    all.add(Buffer.from(JSON.stringify({ data: { dataLakeQuery: { results } } })));
    return [...all.records].every((record) => this.served.records.has(record)) || undefined;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#simulator?.stop();
  }

  protected behind(): URL {
    if (!this.#simulator) throw new Error('The simulator has not started.');
    return new URL(this.#simulator.baseUrl);
  }

  protected credentialIn(headers: IncomingHttpHeaders) {
    return { 'x-api-key': String(headers['x-api-key']), 'content-type': 'application/json' };
  }

  // Others say that a query was begun.
  protected hasRecords(body: Uint8Array): boolean {
    return Buffer.from(body).includes('"results":{');
  }
}
