import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DirectoryObjectStore } from '../../../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../../../cli/place/directory/duckdb-engine';
import type { QueryEngine, QueryValue } from '../../../../cli/place/query-engine';
import { type WatchedEvent, WatchedSource } from '../../../lambda/alerts/watched-source';

// More than the engine returns at once, so that most rows are unread when the first one arrives.
const MANY = 6_000;
const FEW = 10;
const events = (length: number): readonly WatchedEvent[] => Array.from({ length }, (_, i) => ({ at: i / 10 }));
const SQL = 'SELECT p_source_file FROM atlassian_audit';

let folder: string;
let source: WatchedSource;
let lake: DirectoryObjectStore;
let engine: QueryEngine;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-search-'));
  lake = new DirectoryObjectStore(folder);
});
afterEach(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

/** Two captures of so many events, of which the first is processed. */
async function fill(count: number): Promise<void> {
  source = new WatchedSource([]);
  source.capture(events(count));
  source.capture(events(FEW));
  await source.process([1], { lake });
  engine = await openDirectoryLake(folder);
}

async function countByCapture(rows: AsyncIterable<readonly QueryValue[]>): Promise<readonly number[]> {
  const counts = new Map<QueryValue, number>();
  for await (const [file = null] of rows) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [1, 2].map((seq) => counts.get(source.key(seq)) ?? 0);
}

describe('a lake while the processor writes to it', () => {
  it('answers a running query from the objects that existed at its start, each of them complete', async () => {
    await fill(MANY);
    const { rows } = await engine.query(SQL);
    await rows[Symbol.asyncIterator]().next();

    await source.process([1, 2], { lake });

    // One row was taken before.
    expect(await countByCapture(rows)).toEqual([MANY - 1, 0]);
  });

  it('answers the next query from all objects', async () => {
    await fill(FEW);

    await source.process([1, 2], { lake });

    expect(await countByCapture((await engine.query(SQL)).rows)).toEqual([FEW, FEW]);
  });

  it('ignores drafts of a process that died', async () => {
    await fill(FEW);
    const drafts = join(folder, '.writing');
    await mkdir(drafts, { recursive: true });
    const row = gzipSync(`${JSON.stringify({ p_source_file: source.key(2) })}\n`);
    for (const name of ['f3c6a1de-6f0f-4f4b-8a10-0d9d1e7c2b55', 'draft.json.gz'])
      await writeFile(join(drafts, name), row);

    expect(await countByCapture((await engine.query(SQL)).rows)).toEqual([FEW, 0]);
  });
});
