import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a referee installs. */
export interface Installation {
  /** Name of the folder in the cache. */
  readonly name: string;
  /** Everything that decides the content: exact versions, sources of a program that is compiled. A change installs again. */
  readonly pins: string;
  /** Installs into an empty folder. The folder is moved afterwards, so its content must not name its own path. */
  install(folder: string): Promise<void>;
}

/**
 * The folder in the cache where a program is installed. An installation that was interrupted is never used, and two runs
 * may install at the same time.
 */
export async function installOnce(cache: string, { name, pins, install }: Installation): Promise<string> {
  const digest = createHash('sha256').update(pins).digest('hex').slice(0, 12);
  const folder = join(cache, `${name}-${digest}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await install(unfinished);
  await rename(unfinished, folder).catch(async (error: unknown) => {
    // Another run was faster.
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true });
  });
  return folder;
}
