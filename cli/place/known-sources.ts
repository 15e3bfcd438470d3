import { parseCaptureKey } from '../../lambda/archive/capture';
import { PREFIX, SOURCE_NAME } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { Stores } from './place';

/** Names of the sources with captures, in order. */
export async function archivedSources(archive: ObjectStore): Promise<readonly string[]> {
  const sources = new Set<string>();
  for await (const key of archive.list(PREFIX.captures)) {
    const capture = parseCaptureKey(key);
    if (capture) sources.add(capture.source);
  }
  return [...sources].sort();
}

/** The same, and those that ran without archiving anything: each run writes a state object. */
export async function knownSources(stores: Stores): Promise<readonly string[]> {
  const sources = new Set(await archivedSources(stores.archive));
  for await (const key of stores.lake.list(PREFIX.state)) {
    const [, name = ''] = /^state\/([^/]+)\.json$/.exec(key) ?? [];
    if (SOURCE_NAME.test(name)) sources.add(name);
  }
  return [...sources].sort();
}
