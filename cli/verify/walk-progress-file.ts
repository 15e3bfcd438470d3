import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { NewerFormatError, SettingError } from '../../lambda/errors';
import { parseStored } from '../../lambda/platform/stored-format';
import { terminalText } from '../terminal/terminal-text';
import { FAULT_KINDS } from './chain';
import type { WalkedTo } from './walk';

const link = z.object({ seq: z.int(), sha256: z.string() });
const walkedSchema = z.object({
  last: z.int(),
  seq: z.int(),
  previous: z.optional(z.nullable(link)),
  head: z.optional(z.object({ sha256: z.string(), capturedAt: z.string() })),
  compared: z.int(),
  waiting: z.array(z.int()),
  days: z.record(z.string(), z.int()),
  faults: z.array(z.object({ kind: z.enum(FAULT_KINDS), from: z.int(), to: z.int(), format: z.optional(z.int()) })),
  unnamed: z.optional(z.object({ count: z.int(), keys: z.array(z.string()) })),
});
// Version 2 added the kind of fault `newer-format`.
const VERSION = 2;
const fileSchema = z.object({
  v: z.int().check(z.gte(1)),
  about: z.string(),
  walked: z.record(z.string(), walkedSchema),
});

// At most this much work is lost when the program is killed.
const SAVE_EVERY_MS = 1000;

/** Progress of `verify`, in a file: after Ctrl-C the next run continues. */
export class WalkProgressFile {
  /** Progress of an earlier run, by source. */
  readonly from: ReadonlyMap<string, WalkedTo>;
  readonly #walked: Map<string, () => WalkedTo>;
  #savedAt: number;

  /**
   * `about`: what is verified; progress on something else is refused. Throws `SettingError` when the file holds no such
   * progress.
   */
  constructor(
    private readonly file: string,
    private readonly about: string,
    private readonly now: () => number,
  ) {
    this.from = new Map(Object.entries(read(file, about)));
    this.#walked = new Map([...this.from].map(([source, walked]) => [source, () => walked]));
    this.#savedAt = now();
  }

  remember(source: string, walked: () => WalkedTo): void {
    this.#walked.set(source, walked);
    if (this.now() - this.#savedAt >= SAVE_EVERY_MS) this.save();
  }

  save(): void {
    const walked = Object.fromEntries([...this.#walked].map(([source, each]) => [source, each()]));
    const text = `${JSON.stringify({ v: VERSION, about: this.about, walked })}\n`;
    // Replaced by renaming: a killed program leaves the old file or the new one.
    try {
      writeFileSync(`${this.file}.writing`, text);
      renameSync(`${this.file}.writing`, this.file);
    } catch (cause) {
      const directory = dirname(this.file);
      const says = existsSync(directory)
        ? `${terminalText(this.file, 200)} cannot be written`
        : `the directory ${terminalText(directory, 200)} does not exist`;
      throw new SettingError(`--resume: ${says}. Name another file.`, { cause });
    }
    this.#savedAt = this.now();
  }

  /** The run is complete: the next one starts anew. */
  forget(): void {
    rmSync(this.file, { force: true });
  }
}

function read(file: string, about: string): Readonly<Record<string, WalkedTo>> {
  if (!existsSync(file)) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingError(`--resume: ${terminalText(file, 200)} cannot be read.`, { cause });
  }
  let remembered: z.infer<typeof fileSchema>;
  try {
    remembered = parseStored(terminalText(file, 200), text, { version: VERSION, schema: fileSchema });
  } catch (cause) {
    if (cause instanceof NewerFormatError) throw cause;
    throw new SettingError(
      `--resume: ${terminalText(file, 200)} holds no progress of verify. Name another file, or delete it.`,
      {
        cause,
      },
    );
  }
  if (remembered.about === about) return remembered.walked;
  throw new SettingError(
    `--resume: ${terminalText(file, 200)} is for ${terminalText(remembered.about, 200)}. Name another file, or delete it.`,
  );
}
