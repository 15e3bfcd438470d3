import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { detectionOf, WatchedSource } from '../lambda/alerts/watched-source';
import { listen } from '../listen';
import { startProgram } from '../started-program';
import { startChromium } from './chromium';

const DESK = { viewport: { width: 1_200, height: 900 } } as const;
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } as const;

// Where each is put in an event, it would set `ran` if it ran.
const HOSTILE = [
  '<script>ran=1</script>',
  '<img src=x onerror=ran=1>',
  '"><svg onload=ran=1>',
  "' onmouseover='ran=1",
  '</style></title><script>ran=1</script>',
  `<a href=javascript:ran=1>${'w'.repeat(5_000)}</a>`,
];

let folder: string;
let browser: Browser;
let server: Server;
let elsewhere: string;
let reached: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-browser-'));
  browser = await startChromium();
  server = createServer((_, response) => {
    reached += 1;
    response.end();
  });
  elsewhere = await listen(server);
  await run('bin/cli.ts', 'start', '--lake', join(folder, 'demo'));
  await run('bin/cli.ts', 'report', '--lake', join(folder, 'demo'), '--out', join(folder, 'demo.html'));
  await fillHostileLake(join(folder, 'hostile'));
  const since = ['--since', '2026-11-20'];
  await run('bin/cli.ts', 'report', '--lake', join(folder, 'hostile'), ...since, '--out', join(folder, 'hostile.html'));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  reached = 0;
});

async function run(program: string, ...args: readonly string[]): Promise<void> {
  const { code, err } = await startProgram(program, args).ended;
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${err}`);
}

async function fillHostileLake(directory: string): Promise<void> {
  const source = new WatchedSource([detectionOf({ title: ({ attributes }) => String(attributes.actor?.id) })]);
  source.capture(
    HOSTILE.flatMap((text, i) => [
      { at: i, actor: text, country: text },
      { at: i, action: text, message: text },
      { at: i, broken: true, id: text },
    ]),
  );
  await source.process([1], { lake: new DirectoryObjectStore(join(directory, 'lake')) });
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
}

interface Opened {
  readonly page: Page;
  /** Everything that the page asked for, said or failed at. */
  readonly events: readonly string[];
}

async function open(file: string, options: BrowserContextOptions): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const events: string[] = [];
  page.on('request', (request) => events.push(`request ${request.url()}`));
  page.on('console', (message) => events.push(`console ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error ${error.message}`));
  page.on('dialog', (dialog) => events.push(`dialog ${dialog.message()}`));
  await page.goto(`file://${join(folder, file)}`);
  return { page, events };
}

/** Contrast of every text with what is behind it, the least first: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const LEAST_CONTRAST = `(() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => rgb(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (rgb(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrast = (element) => {
    const style = getComputedStyle(element);
    const [a, b] = [light(element.closest('svg') ? style.fill : style.color), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const texts = [...document.body.querySelectorAll('*')]
    .filter((each) => each.tagName !== 'title' && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return Math.min(...texts.map(contrast));
})()`;

describe('a report in a browser', () => {
  it.each<[string, string, BrowserContextOptions]>([
    ['on a desk', 'demo.html', DESK],
    ['on a desk in the dark', 'demo.html', { ...DESK, colorScheme: 'dark' }],
    ['on a phone', 'demo.html', PHONE],
    ['on a phone in the dark', 'demo.html', { ...PHONE, colorScheme: 'dark' }],
    ['with hostile texts on a phone', 'hostile.html', PHONE],
    ['with hostile texts on a desk', 'hostile.html', DESK],
  ])('%s is readable, and asks for nothing', async (_name, file, options) => {
    const { page, events } = await open(file, options);

    const width = await page.evaluate('document.documentElement.scrollWidth');
    const contrast = await page.evaluate(LEAST_CONTRAST);
    const small = await page.evaluate(
      "[...document.querySelectorAll('p, td, th, dt, dd, li, span, code, text, summary')].filter((each) => parseFloat(getComputedStyle(each).fontSize) < 12).length",
    );
    const ran = await page.evaluate('typeof ran');
    const cut = await page.evaluate(
      "[...document.querySelectorAll('.scrolls')].filter((each) => each.scrollWidth > each.clientWidth).length",
    );

    expect(width).toBeLessThanOrEqual(options.viewport?.width ?? 0);
    expect(contrast).toBeGreaterThanOrEqual(4.5);
    expect([small, cut, ran]).toEqual([0, 0, 'undefined']);
    expect(events).toEqual([`request file://${join(folder, file)}`]);
    await page.context().close();
  });

  it('shows charts whose columns stand on the ground, as high as their numbers', async () => {
    const { page } = await open('demo.html', DESK);

    const boxes = await page.locator('svg.columns').first().locator('rect.part1').all();
    const chart = await page.locator('svg.columns').first().boundingBox();
    const drawn = await Promise.all(boxes.map((box) => box.boundingBox()));

    // Just after midnight today has none yet.
    expect(drawn.length).toBeGreaterThanOrEqual(30);
    const bottoms = drawn.map((box) => Math.round((box?.y ?? 0) + (box?.height ?? 0)));
    expect(new Set(bottoms)).toEqual(new Set([Math.round((chart?.y ?? 0) + (chart?.height ?? 0) - 1)]));
    expect(Math.max(...drawn.map((box) => box?.height ?? 0))).toBeGreaterThan(80);
    await page.context().close();
  });

  it('is dark where the reader wants that, and white on paper', async () => {
    const { page } = await open('demo.html', { ...DESK, colorScheme: 'dark' });
    const background = 'getComputedStyle(document.body).backgroundColor';

    const dark = await page.evaluate(background);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(background);
    const pdf = await page.pdf({ preferCSSPageSize: true });

    expect([dark, paper]).toEqual(['rgb(15, 19, 24)', 'rgb(255, 255, 255)']);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });

  it('would fetch and run nothing even if something were smuggled in', async () => {
    const { page, events } = await open('demo.html', DESK);

    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="${elsewhere}/"><link rel="stylesheet" href="${elsewhere}/"><iframe src="${elsewhere}/"></iframe><b onclick="ran = 1" id="b" style="color: red">b</b>')`,
    );
    await page.evaluate("document.getElementById('b').click()");

    expect(await page.evaluate('typeof ran')).toBe('undefined');
    expect(events.filter((event) => event.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(4);
    expect(reached).toBe(0);
    await page.context().close();
  });
});
