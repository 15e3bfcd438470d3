import type { ObjectStore } from '../../lambda/platform/object-store';
import { MemoryObjectStore } from '../memory-object-store';
import { CountedObjectStore, type StoreCalls } from './counted-object-store';
import { keepCall, keepPlainly, type Stores } from './keeping';
import { measure } from './measure';
import { DELAY_MS, EVENTS_PER_HOUR, secondOf, timeOfEvent, trailEvent } from './trail-events';

const REPEATS = 20;

interface Memory {
  readonly archive: MemoryObjectStore;
  readonly lake: MemoryObjectStore;
}

/** What keeping the next event cost that arrives in some way, on average. */
export interface Arrival {
  readonly how: string;
  readonly cpuMilliseconds: number;
  /** Of archive and lake. */
  readonly calls: StoreCalls;
  /** How much of an event was new. */
  readonly kept: number;
}

/** How events arrive. */
interface Way {
  readonly how: string;
  readonly texts: readonly string[];
  /** Each by a call, one after the other, unless something else is said. */
  readonly calls?: 'at once' | 'together';
  readonly hintIsLost?: true;
}

/**
 * Keeps events that arrive in each way in an archive of so many captures, which are kept as `keepAll` does. The archive is
 * in memory, and the same for each way.
 */
export async function measureArrivals(stores: Stores, captures: number): Promise<readonly Arrival[]> {
  const archive = await inMemory(stores.archive, 'captures/');
  const lake = await inMemory(stores.lake, 'state/');
  const now = timeOfEvent(captures) + DELAY_MS;
  const arrivals = [await arrivalOfFloor(captures)];
  for (const way of waysInto(captures)) {
    const repeats = way.texts.length > 1 ? 1 : REPEATS;
    // What compiles the code is not measured.
    if (repeats > 1) await arrive({ archive, lake }, way, now, repeats);
    arrivals.push(await arrive({ archive, lake }, way, now, repeats));
  }
  return arrivals;
}

function waysInto(captures: number): readonly Way[] {
  const isThere = ({ back }: { readonly back: number }) => back <= captures;
  const again = [
    { how: 'the last one again', back: 1 },
    { how: 'again after an hour', back: EVENTS_PER_HOUR },
    { how: 'again after a day', back: 24 * EVENTS_PER_HOUR },
  ].filter(isThere);
  const late = [
    { how: 'new, a minute late', back: EVENTS_PER_HOUR / 60 },
    { how: 'new, an hour late', back: EVENTS_PER_HOUR },
    { how: 'new, a day late', back: 24 * EVENTS_PER_HOUR },
  ].filter(isThere);
  const inOneSecond = (count: number) => {
    const eventTime = secondOf(timeOfEvent(captures));
    return Array.from({ length: count }, (_, i) => trailEvent(captures + i, { eventTime }));
  };
  return [
    { how: 'new', texts: [trailEvent(captures)] },
    { how: 'new, hint lost', texts: [trailEvent(captures)], hintIsLost: true },
    ...again.map(({ how, back }) => ({ how, texts: [trailEvent(captures - back)] })),
    ...late.map(({ how, back }) => {
      // Between two others, so that no capture has its time.
      const eventTime = secondOf(timeOfEvent(captures - back) + 5000);
      return { how, texts: [trailEvent(captures, { eventTime })] };
    }),
    { how: 'new, without a time', texts: [trailEvent(captures, { eventTime: null })] },
    { how: '100 in one second', texts: inOneSecond(100) },
    { how: '400 in one second', texts: inOneSecond(400) },
    { how: '100 in one second, at once', texts: inOneSecond(100), calls: 'at once' },
    { how: '400 in one second, one call', texts: inOneSecond(400), calls: 'together' },
  ];
}

async function arrive(stores: Memory, way: Way, now: number, repeats: number): Promise<Arrival> {
  const { how, texts, hintIsLost } = way;
  const state = new Map(stores.lake.objects);
  const calls: StoreCalls = { gets: 0, looks: 0, lists: 0, puts: 0 };
  let [cpuSeconds, kept] = [0, 0];
  for (let i = 0; i < repeats; i++) {
    if (hintIsLost) stores.lake.objects.clear();
    const archive = new CountedObjectStore(stores.archive, calls);
    const lake = new CountedObjectStore(stores.lake, calls);
    const keep = (call: readonly string[]) => keepCall({ archive, lake }, call, now);
    const measured = await measure(async () => {
      if (way.calls === 'together') return keep(texts);
      if (way.calls === 'at once') return sum(await Promise.all(texts.map((text) => keep([text]))));
      let count = 0;
      for (const text of texts) count += await keep([text]);
      return count;
    });
    cpuSeconds += measured.cpuSeconds;
    kept += measured.events;
    for (const key of archive.stored) stores.archive.objects.delete(key);
    for (const [key, object] of state) stores.lake.objects.set(key, object);
  }
  return average({ how, cpuSeconds, calls, kept }, repeats * texts.length);
}

async function arrivalOfFloor(captures: number): Promise<Arrival> {
  const texts = Array.from({ length: 1000 }, (_, i) => trailEvent(captures + i));
  await keepPlainly(new MemoryObjectStore(), texts);
  const calls: StoreCalls = { gets: 0, looks: 0, lists: 0, puts: 0 };
  const store = new CountedObjectStore(new MemoryObjectStore(), calls);
  const { cpuSeconds, events } = await measure(() => keepPlainly(store, texts));
  return average({ how: 'floor: parse, gzip, write', cpuSeconds, calls, kept: events }, texts.length);
}

function average(
  { how, cpuSeconds, calls, kept }: Pick<Arrival, 'how' | 'calls' | 'kept'> & { readonly cpuSeconds: number },
  events: number,
): Arrival {
  const { gets, looks, lists, puts } = calls;
  const each = { gets: gets / events, looks: looks / events, lists: lists / events, puts: puts / events };
  return { how, cpuMilliseconds: (cpuSeconds * 1000) / events, calls: each, kept: kept / events };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

async function inMemory(store: ObjectStore, prefix: string): Promise<MemoryObjectStore> {
  const copy = new MemoryObjectStore();
  for await (const key of store.list(prefix)) {
    const object = await store.get(key);
    if (object) copy.objects.set(key, object.body);
  }
  return copy;
}
