import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Table from 'cli-table3';

const run = promisify(execFile);

/** What is measured, and what each line of the table says of it. */
const VARIANTS = {
  'detect-floor': 'floor: JSON.parse of each row',
  'detect-one': 'one shipped detection',
  'detect-thirty': 'thirty shipped detections',
  'detect-shipped': 'every shipped detection',
  'detect-every-event': 'thirty rules that look at every event',
} as const;

/** Events per CPU second through detections: reading each row, running the rules, counting the matches. */
export async function detectionTable(worker: string): Promise<string> {
  const table = new Table({
    head: ['', 'events', 'events per CPU s', '× floor', 'matches', 'peak MB'],
    style: { head: [], border: [] },
  });
  let floor = 0;
  for (const [job, title] of Object.entries(VARIANTS)) {
    process.stderr.write(`${title} …\n`);
    const { stdout } = await run(process.execPath, [worker, job]);
    const { events, cpuSeconds, peakMegabytes, matches } = JSON.parse(stdout);
    const rate = events / cpuSeconds;
    if (job === 'detect-floor') floor = rate;
    table.push([
      title,
      events.toLocaleString('en-US'),
      Math.round(rate).toLocaleString('en-US'),
      (floor / rate).toFixed(2),
      matches.toLocaleString('en-US'),
      peakMegabytes.toFixed(0),
    ]);
  }
  return table.toString();
}
