import fc from 'fast-check';
import { collect } from '../../lambda/collect';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { PullSource } from '../../lambda/sources/pull-source';
import { archivedRecords, readCaptures } from '../archived-records';
import { ManualClock } from '../manual-clock';
import { MemoryApi } from '../memory-api';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';

const MINUTE = 60_000;

/** Runs wait here before and after every call, so that a schedule decides which goes on, and a crash can be anywhere. */
class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #arrived: (() => void) | undefined;

  /** Waits for its turn; called by the run, which may read several objects at once. */
  async pass(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#arrived?.();
    });
  }

  /** Lets one call go on, and the run until somebody waits again. */
  async step(): Promise<void> {
    const arrived = new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
    this.#waiting.shift()?.();
    if (this.#waiting.length === 0) await arrived;
  }

  leave(): void {
    this.#arrived?.();
  }
}

class Run {
  readonly #turnstile = new Turnstile();
  finished = false;
  failure: unknown;

  constructor(start: (gate: <T>(call: () => Promise<T>) => Promise<T>) => Promise<unknown>) {
    const gate = async <T>(call: () => Promise<T>): Promise<T> => {
      await this.#turnstile.pass();
      const result = await call();
      await this.#turnstile.pass();
      return result;
    };
    start(gate)
      .catch((error: unknown) => {
        this.failure = error;
      })
      .finally(() => {
        this.finished = true;
        this.#turnstile.leave();
      });
  }

  step(): Promise<void> {
    return this.#turnstile.step();
  }
}

function gatedStore(store: ObjectStore, gate: <T>(call: () => Promise<T>) => Promise<T>): ObjectStore {
  return {
    get: (key) => gate(() => store.get(key)),
    exists: (key) => gate(() => store.exists(key)),
    put: (key, body, condition) => gate(() => store.put(key, body, condition)),
    delete: (key) => gate(() => store.delete(key)),
    list: (prefix) => store.list(prefix),
  };
}

type Step =
  | { readonly kind: 'go'; readonly run: number }
  | { readonly kind: 'start' | 'crash' | 'refuse' | 'lose-state' | 'late' | 'malformed' }
  | { readonly kind: 'add'; readonly count: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: fc.record({ kind: fc.constant('go' as const), run: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'start' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuse' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose-state' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'late' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'malformed' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 6 }) }) },
);

async function play(steps: readonly Step[], limit: number, endOfStream: 'cursor' | 'null') {
  const clock = new ManualClock();
  const logger = new SilentLogger();
  const archive = new MemoryObjectStore();
  const lake = new MemoryObjectStore();
  const api = new MemoryApi(limit, endOfStream);
  let time = clock.now() - 24 * 60 * MINUTE;
  let made = 0;
  const add = (processedAt: number) => {
    made += 1;
    const times = { time: new Date(processedAt).toISOString(), processedAt: new Date(processedAt).toISOString() };
    // Every fifth shares its id with the one before.
    const id = `e-${made % 5 === 0 ? made - 1 : made}`;
    api.add({ id: `${String(made).padStart(6, '0')}`, processedAt, record: { id, attributes: times, n: made } });
  };
  const begin = () =>
    new Run((gate) => {
      const source = api.source(clock);
      const gated: PullSource = { ...source, ask: (request, deadline) => gate(() => source.ask(request, deadline)) };
      return run(gated, gatedStore(archive, gate), gatedStore(lake, gate));
    });
  const run = (pullSource: PullSource, archiveStore: ObjectStore, lakeStore: ObjectStore) =>
    collect(
      {
        source: 'atlassian-main',
        pullSource,
        archive: archiveStore,
        lake: lakeStore,
        clock,
        logger,
        deadline: Infinity,
        lookbackDays: 180,
        sweep: 'every-run',
      },
      { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0 },
    );

  const runs: Run[] = [];
  for (let i = 0; i < 7; i++) add(time);
  for (const next of steps) {
    switch (next.kind) {
      case 'go': {
        const going = runs[next.run % Math.max(runs.length, 1)];
        await going?.step();
        if (going?.failure) throw going.failure;
        if (going?.finished) runs.splice(runs.indexOf(going), 1);
        break;
      }
      case 'start':
        if (runs.length < 4) runs.push(begin());
        break;
      case 'crash':
        runs.shift();
        break;
      case 'refuse':
        api.forgetCursors();
        break;
      case 'lose-state':
        lake.objects.clear();
        break;
      case 'late':
        add(time - 7 * MINUTE);
        break;
      case 'malformed':
        made += 1;
        api.add({ id: String(made).padStart(6, '0'), processedAt: time, record: `malformed ${made}` });
        break;
      case 'add':
        for (let i = 0; i < next.count; i++) {
          add(time);
          time += (made % 3) * MINUTE;
        }
        break;
    }
  }
  for (let i = 0; i < 3; i++) await run(api.source(clock), archive, lake);
  return { api, archive };
}

// KEEPWATCH_SCHEDULES=20000 npx jest collect-schedules: more of them, for a night.
const schedules = Number(process.env.KEEPWATCH_SCHEDULES ?? 300);

describe('collect, whatever the order in which concurrent runs proceed and crash', () => {
  it(
    'archives every record that the API ever served exactly once, in an unbroken chain',
    async () => {
      const cases = [fc.array(step, { minLength: 100, maxLength: 400 }), fc.integer({ min: 3, max: 6 })] as const;
      await fc.assert(
        fc.asyncProperty(...cases, fc.constantFrom('cursor' as const, 'null' as const), async (steps, limit, end) => {
          const { api, archive } = await play(steps, limit, end);

          const archived = await archivedRecords(archive);
          expect(archived).toHaveLength(new Set(archived).size);
          expect(new Set(archived)).toEqual(api.served);
          const captures = await readCaptures(archive);
          expect(captures.map(({ header }) => header.seq)).toEqual(captures.map((_, i) => i + 1));
        }),
        { numRuns: schedules },
      );
    },
    60_000 + schedules * 100,
  );
});
