import { stripVTControlCharacters } from 'node:util';
import { newBar } from '../../../cli/terminal/new-bar';
import { progressBar } from '../../../cli/terminal/progress';
import { stopOnSignal } from '../../../cli/terminal/stop-on-signal';

const BEGIN = Date.parse('2026-11-01T00:00:00Z');
const HOUR_MS = 3_600_000;
// Line wrap off, cursor hidden.
const SWITCHED_OFF = ['\u001b[?7l', '\u001b[?25l'];

const { isTTY, columns } = process.stderr;
let said: string;
beforeEach(() => {
  said = '';
  process.stderr.isTTY = true;
  process.stderr.columns = 80;
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  process.stderr.isTTY = isTTY;
  process.stderr.columns = columns;
  jest.restoreAllMocks();
});

function begin() {
  const progress = progressBar('Backfill', () => BEGIN + 24 * HOUR_MS, BEGIN);
  progress.onPage({ records: Array(100).fill({}), times: [BEGIN + HOUR_MS] });
  return progress;
}

/** What stands on each line of the terminal in the end. */
function lines(): readonly string[] {
  const plain = stripVTControlCharacters(said.replaceAll('\u001b[1G', '\r'));
  return plain.split('\n').map((line) => line.split('\r').at(-1) ?? '');
}

describe('a progress bar', () => {
  it('ends at 100 % when all is read, on a line that fits 80 columns, and its terminal is as before', () => {
    const progress = begin();
    progress.complete();
    progress.stop();

    expect(lines()).toEqual([
      expect.stringMatching(/^Backfill █+ 100% \| 100 records \| to 2026-11-01 \| 0 s left$/),
      '',
    ]);
    expect(lines()[0]?.length).toBeLessThanOrEqual(80);
    expect(SWITCHED_OFF.filter((code) => said.includes(code))).toEqual([]);
  });

  it('ends where it is when the run fails', () => {
    const progress = begin();
    progress.stop();

    expect(lines()).toEqual([expect.stringMatching(/^Backfill .* 4% \|/), '']);
  });

  it('is cut where the terminal ends, instead of filling a second line with every redraw', () => {
    const bar = newBar({ format: 'x'.repeat(200) });
    bar.start(1, 0);
    bar.stop();

    expect(lines()).toEqual(['x'.repeat(80), '']);
  });
});

describe('Ctrl-C', () => {
  it('ends the bar, says below it what is kept, and leaves the terminal as it was', async () => {
    const exited = new Promise<unknown>((resolve) => {
      jest.spyOn(process, 'exit').mockImplementation((code) => resolve(code) as never);
    });
    const stopListening = stopOnSignal(async () => {}, 'Stopped. All of it is kept.');
    begin();

    process.emit('SIGINT', 'SIGINT');
    const code = await exited;
    stopListening();

    expect(code).toBe(130);
    expect(lines()).toEqual([expect.stringMatching(/^Backfill .* 4% /), 'Stopped. All of it is kept.', '']);
    expect(SWITCHED_OFF.filter((code) => said.includes(code))).toEqual([]);
  });
});
