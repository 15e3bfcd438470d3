import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { MendableError } from '../mendable-error';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts the Chromium of this machine, without a window. Throws `MendableError` when there is none. */
export async function startChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  const executablePath = process.env.KEEPWATCH_CHROMIUM ?? found;
  if (executablePath === undefined) {
    throw new MendableError(
      'There is no Chromium in PATH. Install it (Debian: apt-get install chromium), or name one in KEEPWATCH_CHROMIUM.',
    );
  }
  // Its sandbox refuses to be root's, as whom CI runs.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
