import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { detectionOf, WatchedSource } from '../lambda/alerts/watched-source';
import { keepwatch, type Ran } from './in-process';

/** A directory of captures and what was made of them, for one test; each capture holds an event of its own minute. */
export class WatchedDirectory {
  private constructor(readonly folder: string) {}

  static async make(captures: number): Promise<WatchedDirectory> {
    const folder = await mkdtemp(join(tmpdir(), 'keepwatch-directory-'));
    const source = new WatchedSource([detectionOf()]);
    for (let i = 0; i < captures; i += 1) source.capture([{ at: i }], i);
    const numbers = Array.from({ length: captures }, (_, i) => i + 1);
    await source.process(numbers, { lake: new DirectoryObjectStore(join(folder, 'lake')) });
    const archive = new DirectoryObjectStore(join(folder, 'archive'));
    for (const [key, object] of source.archive.objects) await archive.put(key, object);
    return new WatchedDirectory(folder);
  }

  /** Path of a file in it. */
  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** Changes one bit of a file. */
  async flip(...parts: readonly string[]): Promise<void> {
    const file = this.path(...parts);
    const bytes = await readFile(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(file, bytes);
  }

  /** Runs the operator's command on it. */
  run(command: string, ...args: readonly string[]): Promise<Ran> {
    return keepwatch(command, '--lake', this.folder, ...args);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
