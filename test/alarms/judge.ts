import type { AlarmDefinition } from './alarm-definition';

/** The states of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What a period is to an alarm. */
export type DataPoint = 'breaching' | 'fine' | 'missing';

/** By what an alarm judges. */
export type Terms = Pick<AlarmDefinition, 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'>;

/**
 * How many data points CloudWatch looks at. It documents no number, but that there are more than the evaluation periods,
 * and five where those are three; for one period of 24 hours, three fits what was measured.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluationRange({ evaluationPeriods }: Pick<Terms, 'evaluationPeriods'>): number {
  return evaluationPeriods + 2;
}

/** The state that follows from the data points of the evaluation range, the newest first; undefined: as it was. */
export function judge(range: readonly DataPoint[], terms: Terms): AlarmState | undefined {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = terms;
  const real = range.filter((point) => point !== 'missing').slice(0, evaluationPeriods);
  const breaching = real.filter((point) => point === 'breaching').length;
  const filled = evaluationPeriods - real.length;
  const stateOf = (count: number): AlarmState => (count >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (filled === 0) return stateOf(breaching);
  switch (treatMissingData) {
    case 'breaching':
      return stateOf(breaching + filled);
    case 'notBreaching':
      return stateOf(breaching);
    case 'ignore':
    case 'missing':
      break;
  }
  const isIgnored = treatMissingData === 'ignore';
  if (real.length === 0) return isIgnored ? undefined : 'INSUFFICIENT_DATA';
  if (breaching < real.length || breaching >= datapointsToAlarm) return stateOf(breaching);
  // Too few, and all of them breaching: what the documentation calls the premature alarm state.
  const age = range.slice(0, evaluationPeriods).lastIndexOf('breaching') + 1;
  return !isIgnored && age >= datapointsToAlarm ? 'ALARM' : undefined;
}
