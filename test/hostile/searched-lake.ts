import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryLake } from '../../cli/place/directory/duckdb-engine';
import type { QueryValue } from '../../cli/place/query-engine';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Has work done in a directory of its own, which is gone afterwards. */
export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'keepwatch-hostile-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Answers of a query, all of them. */
export interface Found {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryValue[])[];
}

/** Asks a lake one query after the other. */
export type Ask = (sql: string) => Promise<Found>;

/** Opens a lake in a directory, as the command does, while work is done. */
export async function searching<T>(lake: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const engine = await openDirectoryLake(lake);
  try {
    return await work(async (sql) => {
      const { columns, rows } = await engine.query(sql);
      const found: (readonly QueryValue[])[] = [];
      for await (const row of rows) found.push(row);
      return { columns, rows: found };
    });
  } finally {
    engine.close();
  }
}

/** An error of a query is one printable line, short enough to be read. */
export function expectOneLine({ message }: Error): void {
  expect(message).not.toMatch(UNPRINTABLE);
  expect(message).not.toBe('');
  expect(message.length).toBeLessThan(500);
}

/** Every file below a directory, with the digest of its bytes. */
export async function filesBelow(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests = paths.map(async (path) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  );
  const known = await Promise.all(digests);
  return Object.fromEntries(paths.map((path, i) => [path, known[i] ?? '']));
}
