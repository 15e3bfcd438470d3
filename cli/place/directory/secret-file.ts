import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { SecretUnreadableError, SettingError } from '../../../lambda/errors';
import type { SecretReader } from '../../../lambda/platform/secrets';
import { terminalText } from '../../terminal/terminal-text';
import { directoryOption } from './directory-option';
import { makeWritable } from './lake-directory';

const addressSchema = z.object({ apiBaseUrl: z.optional(z.string()) });

/** A source's credential on a laptop: a file beside the archive that only its owner may read. */
export class SecretFile implements SecretReader {
  readonly name: string;
  readonly howToEnter: string;
  readonly #directory: string;
  readonly #folder: string;
  readonly #file: string;

  constructor(directory: string, source: string) {
    this.#directory = directory;
    this.#folder = join(directory, 'secrets');
    this.#file = join(this.#folder, `${source}.json`);
    this.name = `the file ${terminalText(this.#file, 200)}`;
    this.howToEnter = `To enter a credential, run npx keepwatch connect ${source} ${directoryOption(directory)}.`;
  }

  /** The address for which the credential was entered; undefined for the vendor's own. */
  address(): string | undefined {
    try {
      return addressSchema.safeParse(JSON.parse(readFileSync(this.#file, 'utf8'))).data?.apiBaseUrl;
    } catch {
      return undefined;
    }
  }

  /** Whether it may be sent to this address: only the one for which it was entered. */
  isFor(apiBaseUrl: string | undefined, vendorBaseUrl: string | undefined): boolean {
    return apiBaseUrl === undefined || apiBaseUrl === (this.address() ?? vendorBaseUrl);
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

  /** Replaces the credential, completely or not at all. Throws `SettingError` when the folder is a link to another place. */
  async write(text: string): Promise<void> {
    await makeWritable(this.#directory, this.#directory);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (!(await lstat(this.#folder)).isDirectory()) {
      throw new SettingError(
        `${terminalText(this.#folder, 200)} is a link to another place. Delete it, then run connect again.`,
      );
    }
    await chmod(this.#folder, 0o700);
    // Secrets must not get into version control together with the directory.
    await writeFile(join(this.#folder, '.gitignore'), '*\n');
    const draft = join(this.#folder, `${randomUUID()}.writing`);
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, this.#file);
  }
}

function codeOf(error: unknown): string {
  const { code, name }: Partial<NodeJS.ErrnoException> = error instanceof Error ? error : {};
  return code ?? name ?? 'unknown';
}
