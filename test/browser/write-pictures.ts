// Writes the README's pictures from a new demo: npx tsx test/browser/write-pictures.ts. Then make them smaller:
// pngquant --force --ext .png docs/images/*.png
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { html } from '../../cli/report/markup';
import { type Alert, parseAlert } from '../../lambda/alerts/alert';
import { alertNotice } from '../../lambda/alerts/alert-message';
import { readRows } from '../../lambda/lake/rows-object';
import type { Notice } from '../../lambda/platform/notifier';
import { startChromium } from './chromium';

const ROOT = resolve(__dirname, '..', '..');
const COMMAND = join(ROOT, 'bin', 'keepwatch.cjs');
const PICTURES = join(ROOT, 'docs', 'images');
const DETECTION = 'Atlassian.User.LoggedInAsUser';
// Both stand next to each other in the README, so they have one size.
const WINDOW = { viewport: { width: 640, height: 800 }, deviceScaleFactor: 1.5, colorScheme: 'light' } as const;

async function writePictures(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-pictures-'));
  const browser = await startChromium();
  try {
    await keepwatch(folder, 'start');
    await keepwatch(folder, 'report', '--out', join(folder, 'report.html'));
    const notice = alertNotice(await newestAlert(join(folder, '.keepwatch', 'lake')));
    await writeFile(join(folder, 'alert-email.html'), emailPage(notice));
    for (const name of ['report', 'alert-email']) await writePicture(browser, folder, name);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

async function keepwatch(cwd: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd });
}

async function newestAlert(directory: string): Promise<Alert> {
  const lake = new DirectoryObjectStore(directory);
  const alerts: Alert[] = [];
  for await (const key of lake.list('events/alerts/')) {
    const object = await lake.get(key);
    if (object) alerts.push(...readRows(key, object.body).map(parseAlert));
  }
  const [newest] = alerts
    .filter(({ detection_id }) => detection_id === DETECTION)
    .sort((a, b) => b.last_event_time.localeCompare(a.last_event_time));
  if (newest === undefined) throw new Error(`The demo raised no alert of ${DETECTION}.`);
  return newest;
}

function emailPage({ subject, text }: Notice): string {
  const lines = text.split('\n').map((line) => html`${line}<br>`);
  return html`<!doctype html><meta charset="utf-8"><style>
body { margin: 1.25rem; color: #1b1f24; font-family: 'DejaVu Sans', sans-serif; }
h1 { margin: 0 0 0.5rem; font-size: 1.1rem; }
p { margin: 0 0 1rem; padding-bottom: 0.75rem; border-bottom: 1px solid #d5dae0; color: #59636e; font-size: 0.9rem; }
pre { margin: 0; font: 0.8rem/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
</style><h1>${subject}</h1><p>${'Keepwatch <no-reply@sns.amazonaws.com>'}</p><pre>${lines}</pre>`.text;
}

async function writePicture(browser: Browser, folder: string, name: string): Promise<void> {
  const page = await browser.newPage(WINDOW);
  await page.goto(`file://${join(folder, `${name}.html`)}`);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.close();
}

writePictures().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
