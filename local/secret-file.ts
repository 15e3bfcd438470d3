import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretUnreadableError } from '../lambda/errors';
import type { SecretReader } from '../lambda/platform/secrets';
import { terminalText } from './terminal-text';

/** A source's credential on a laptop: a file beside the archive that nobody but its owner may read. */
export class SecretFile implements SecretReader {
  readonly name: string;
  readonly howToEnter: string;
  readonly #folder: string;
  readonly #file: string;

  constructor(directory: string, source: string) {
    this.#folder = join(directory, 'secrets');
    this.#file = join(this.#folder, `${source}.json`);
    this.name = `the file ${terminalText(this.#file, 200)}`;
    this.howToEnter = `Enter it with npm run keepwatch -- connect ${source} --lake ${terminalText(directory, 200)}.`;
  }

  /** Whether a credential was ever entered. */
  exists(): boolean {
    return existsSync(this.#file);
  }

  /** Throws `SecretUnreadableError`. */
  async read(): Promise<string> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (cause) {
      throw new SecretUnreadableError(`Could not read ${this.name}: ${codeOf(cause)}. ${this.howToEnter}`);
    }
  }

  /** Replaces the credential, wholly or not at all. */
  async write(text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const beside = `${this.#file}.writing`;
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, this.#file);
  }
}

function codeOf(error: unknown): string {
  const { code, name }: Partial<NodeJS.ErrnoException> = error instanceof Error ? error : {};
  return code ?? name ?? 'unknown';
}
