import type { StepProgress } from '../../cli/terminal/step-progress';
import { type BillLine, billOf } from './bill';
import { type Deployed, deployed } from './deployed';
import { type Month, monthOf, sweepsOf } from './month';
import { countPolls, type Polls } from './polls';
import { measureSweep, type Sweep } from './sweep';
import type { Sweeps } from './sweeps';

/** The rates that are counted, and how many polls of each: the fewer, the more comes with one. */
export const RATES = [
  { eventsAMonth: 1_000_000, polls: 24 },
  { eventsAMonth: 10_000_000, polls: 12 },
  { eventsAMonth: 100_000_000, polls: 2 },
] as const;
/** The longer interval that is counted beside the default. */
export const LONGER_MINUTES = 15;

/** A month of one rate and configuration. */
export interface Scenario {
  readonly polls: Polls;
  readonly sweeps: Sweeps;
  readonly month: Month;
  readonly bill: readonly BillLine[];
}

/** A rate as it is by default, and with something turned down. */
export interface RateResults {
  readonly eventsAMonth: number;
  readonly byDefault: Scenario;
  readonly longerInterval: Scenario;
  readonly withoutDetections: Scenario;
}

/** All that the page tells. */
export interface Results {
  readonly stack: Deployed;
  readonly stackWithoutSilence: Deployed;
  readonly stackWithTrail: Deployed;
  readonly sweep: Sweep;
  readonly rates: readonly RateResults[];
}

/** Counts everything. Takes a minute or two. */
export async function results({ onStep }: Pick<StepProgress, 'onStep'>): Promise<Results> {
  const source = { name: 'atlassian-main' };
  const stack = deployed();
  const longer = deployed({ sources: [{ ...source, intervalMinutes: LONGER_MINUTES }] });
  const steps = 1 + 3 * RATES.length;
  let done = 0;
  const step = (what: string) => onStep(what, done++, steps);

  step('a sweep');
  const timeoutSeconds = stack.collectorTimeoutSeconds;
  const sweep = await measureSweep({ eventsAMonth: RATES[0].eventsAMonth, intervalMinutes: 5, timeoutSeconds });
  const scenario = (polls: Polls): Scenario => {
    const sweeps = sweepsOf(polls, sweep, stack);
    const month = monthOf(polls, sweeps, stack);
    return { polls, sweeps, month, bill: billOf(month) };
  };
  const rates: RateResults[] = [];
  for (const { eventsAMonth, polls } of RATES) {
    const rate = { eventsAMonth, intervalMinutes: 5, timeoutSeconds };
    const events = `${eventsAMonth / 1_000_000} million events`;
    step(events);
    const byDefault = scenario(await countPolls(rate, polls));
    step(`${events}, longer interval`);
    const slowly = { ...rate, intervalMinutes: LONGER_MINUTES, timeoutSeconds: longer.collectorTimeoutSeconds };
    const longerInterval = scenario(await countPolls(slowly, Math.max(1, Math.floor((polls * 5) / LONGER_MINUTES))));
    step(`${events}, no detections`);
    const withoutDetections = scenario(await countPolls(rate, polls, 'off'));
    rates.push({ eventsAMonth, byDefault, longerInterval, withoutDetections });
  }
  return {
    stack,
    sweep,
    rates,
    stackWithoutSilence: deployed({ sources: [{ ...source, silenceMinutes: false }] }),
    stackWithTrail: deployed({ deploymentTrail: { enabled: true } }),
  };
}
