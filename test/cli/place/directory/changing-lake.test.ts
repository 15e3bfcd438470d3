import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DirectoryObjectStore } from '../../../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../../../cli/place/directory/duckdb-engine';
import type { QueryEngine, QueryValue } from '../../../../cli/place/query-engine';
import { type WatchedEvent, WatchedSource } from '../../../lambda/alerts/watched-source';

// More than the engine hands over at once, so that most are still to be read when the first is there.
const MANY = 6_000;
const many = (length: number): readonly WatchedEvent[] => Array.from({ length }, (_, i) => ({ at: i / 10 }));
const SQL = 'SELECT p_source_file FROM atlassian_audit';

let folder: string;
let source: WatchedSource;
let lake: DirectoryObjectStore;
let engine: QueryEngine;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-search-'));
  lake = new DirectoryObjectStore(folder);
  source = new WatchedSource([]);
  source.capture(many(MANY));
  source.capture(many(MANY));
  await source.process([1], { lake });
  engine = await openDirectoryLake(folder);
});
afterEach(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

async function countByCapture(rows: AsyncIterable<readonly QueryValue[]>): Promise<readonly number[]> {
  const counts = new Map<QueryValue, number>();
  for await (const [file = null] of rows) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [1, 2].map((seq) => counts.get(source.key(seq)) ?? 0);
}

describe('a lake into which the processor writes', () => {
  it('answers a query that runs from the objects that were there, each of them whole', async () => {
    const { rows } = await engine.query(SQL);
    await rows[Symbol.asyncIterator]().next();

    await source.process([1, 2], { lake });

    // One row was taken before.
    expect(await countByCapture(rows)).toEqual([MANY - 1, 0]);
  });

  it('answers the next query from all that is there by then', async () => {
    await source.process([1, 2], { lake });

    expect(await countByCapture((await engine.query(SQL)).rows)).toEqual([MANY, MANY]);
  });

  it('takes no draft of a process that died for rows', async () => {
    const drafts = join(folder, '.writing');
    await mkdir(drafts, { recursive: true });
    const row = gzipSync(`${JSON.stringify({ p_source_file: source.key(2) })}\n`);
    for (const name of ['f3c6a1de-6f0f-4f4b-8a10-0d9d1e7c2b55', 'draft.json.gz'])
      await writeFile(join(drafts, name), row);

    expect(await countByCapture((await engine.query(SQL)).rows)).toEqual([MANY, 0]);
  });
});
