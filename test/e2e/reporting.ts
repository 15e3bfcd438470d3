import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { parseCaptureKey } from '../../lambda/archive/capture';
import { readReceipt } from '../../lambda/lake/receipt';
import { PREFIX } from '../../lambda/names';
import { startProgram } from '../started-program';
import { type Deployment, STACK } from './deployment';
import { keysOf } from './stored-objects';

// Further back than the oldest event that the API has.
const SINCE = '26w';
const MOST_SECONDS = 120;

const report = z.object({
  answers: z.object({
    totals: z.array(z.object({ events: z.number() })),
    alertDays: z.array(z.object({ alerts: z.number() })),
    failureDays: z.array(z.object({ records: z.number() })),
  }),
  chains: z.array(
    z.object({ source: z.string(), captures: z.number(), compared: z.number(), faults: z.array(z.unknown()) }),
  ),
});

/** A report by somebody who may read has every event, failure and alert, and finds the archive's chain unbroken. */
export async function reportsOnTheStack({ archive, lake }: Deployment): Promise<void> {
  const captures = (await keysOf(archive, PREFIX.captures)).map(parseCaptureKey);
  const lengths = new Map<string, number>();
  const sums = { events: 0, rejected: 0, alerts: 0 };
  for (const capture of captures) {
    if (capture) lengths.set(capture.source, capture.seq);
    const counts = capture && (await readReceipt(lake, capture.source, capture.seq))?.counts;
    sums.events += counts?.events ?? 0;
    sums.rejected += counts?.rejected ?? 0;
    sums.alerts += counts?.alerts ?? 0;
  }

  const args = ['report', '--stack', STACK, '--since', SINCE, '--json'];
  const { code, out, err } = await startProgram(
    'bin/cli.ts',
    args,
    { AWS_PROFILE: 'reporter' },
    { timeout: MOST_SECONDS * 1_000 },
  ).ended;

  assert.equal(code, 0, err);
  const { answers, chains } = report.parse(JSON.parse(out));
  assert.deepEqual(
    {
      events: answers.totals[0]?.events,
      rejected: answers.failureDays.reduce((sum, { records }) => sum + records, 0),
      alerts: answers.alertDays.reduce((sum, { alerts }) => sum + alerts, 0),
    },
    sums,
  );
  assert.deepEqual(
    chains,
    [...lengths].map(([source, length]) => ({ source, captures: length, compared: length - 1, faults: [] })),
  );
}
