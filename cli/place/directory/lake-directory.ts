import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SettingError } from '../../../lambda/errors';
import { terminalText } from '../../terminal/terminal-text';
import { directoryOption } from './directory-option';

const KERNEL_FOLDERS = /^\/(proc|sys|dev)(\/|$)/;
// What Keepwatch itself makes in a directory.
const OWN_PARTS: readonly string[] = ['archive', 'lake', 'secrets'];
// What a file system, a desktop or version control leaves in an empty directory.
const IGNORED_PARTS: readonly string[] = ['lost+found', '.DS_Store', '.gitignore', '.gitkeep'];

/** The lake in a directory that `start` has filled. Throws `SettingError` when there is none. */
export function lakeDirectory(directory: string): string {
  const lake = join(directory, 'lake');
  if (existsSync(lake)) return lake;
  // The default is relative: in another folder it is another directory.
  const shown = existsSync(directory) ? directory : resolve(directory);
  throw new SettingError(
    `--lake: ${terminalText(shown, 200)} is not a directory that keepwatch start has filled. ${adviceFor(directory)}`,
  );
}

/** The command that fills it. */
export function fillCommand(directory: string): string {
  return `npx keepwatch start ${directoryOption(directory)}`;
}

/** Makes a folder of a directory, and the folders above it, to write to. Throws `SettingError`. */
export async function makeWritable(folder: string, directory: string): Promise<void> {
  try {
    await makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

/** Checks that a directory can be made and written to, and makes nothing. Throws `SettingError`. */
export function checkWritable(directory: string): void {
  let nearest = resolve(directory);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    accessSync(nearest, constants.W_OK);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
  // These look writable to root, and are not.
  if (KERNEL_FOLDERS.test(nearest)) throw notWritable(directory, Object.assign(new Error(nearest), { code: 'ENOENT' }));
}

/** Refuses a directory with files of others, so that evidence does not mix with them. Throws `SettingError`. */
export function checkOwnOrEmpty(directory: string): void {
  const parts = partsOf(directory);
  if (typeof parts === 'string' || !isForeign(parts)) return;
  throw new SettingError(
    `--lake: ${terminalText(directory, 200)} holds other files and is not a Keepwatch directory. Name an empty or a new directory.`,
  );
}

// Not the recursive one of Node.js: it never ends where the system refuses a new folder with ENOENT, as /proc does.
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  await mkdir(path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

function notWritable(directory: string, cause: unknown): SettingError {
  const path = terminalText(directory, 200);
  return new SettingError(`--lake: ${path} cannot be written to: ${reasonOf(cause)}. Name another directory.`, {
    cause,
  });
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'you have no permission';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'it is, or lies below, a file';
    case 'ENOENT':
      return 'the system allows no new folder there';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

// `start` is suggested only where it would work and would not mix its files with those of others.
function adviceFor(directory: string): string {
  const parts = partsOf(directory);
  if (parts === 'not a directory') return 'It is, or lies below, a file.';
  if (parts === 'unreadable') return 'You have no permission to read it.';
  if (isForeign(parts) || !canBeWritten(directory)) return 'Use another directory.';
  return `To fill it, run ${fillCommand(directory)}.`;
}

function isForeign(parts: readonly string[]): boolean {
  return !parts.some((name) => OWN_PARTS.includes(name)) && parts.some((name) => !IGNORED_PARTS.includes(name));
}

function partsOf(directory: string): readonly string[] | 'not a directory' | 'unreadable' {
  try {
    return readdirSync(directory);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return [];
    return code === 'ENOTDIR' ? 'not a directory' : 'unreadable';
  }
}

function canBeWritten(directory: string): boolean {
  try {
    checkWritable(directory);
    return true;
  } catch {
    return false;
  }
}
