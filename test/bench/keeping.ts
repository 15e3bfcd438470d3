import { gzipSync } from 'node:zlib';
import { captureKey } from '../../lambda/archive/capture';
import { archiveEvents, type TrailContext } from '../../lambda/collect/archive-events';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DELAY_MS, timeOfEvent } from './trail-events';

/** Where the trail's function keeps things. */
export type Stores = Pick<TrailContext, 'archive' | 'lake'>;

/** Keeps what is delivered in one call at a time: one event, as EventBridge does it, or several. Answers how much was new. */
export async function keepCall(stores: Stores, texts: readonly string[], now: number): Promise<number> {
  const keeping: TrailContext = {
    ...stores,
    source: DEPLOYMENT_SOURCE,
    clock: { now: () => now },
    logger: { info() {}, warn() {}, error() {} },
    metrics: { publish: async () => {} },
    version: '0.0.0',
  };
  return archiveEvents(
    keeping,
    texts.map((text) => ({ event: JSON.parse(text) })),
  );
}

/** Keeps events, each when its number says. Answers how many of them were new. */
export async function keepAll(stores: Stores, texts: readonly string[]): Promise<number> {
  let kept = 0;
  for (const [number, text] of texts.entries()) {
    kept += await keepCall(stores, [text], timeOfEvent(number) + DELAY_MS);
  }
  return kept;
}

/** What nobody can do without who keeps events: parse each, compress it, write it. Answers how many. */
export async function keepPlainly(archive: ObjectStore, texts: readonly string[]): Promise<number> {
  for (const [number, text] of texts.entries()) {
    await archive.put(captureKey('floor', number + 1), gzipSync(JSON.stringify(JSON.parse(text))));
  }
  return texts.length;
}
