/** Height of a value in a chart, from 0 to 1, and the values with a line. */
export interface Scale {
  readonly height: (value: number) => number;
  readonly lines: readonly number[];
}

/** A scale from 0 to a round number above the largest value, for counts. */
export function countScale(values: readonly number[]): Scale {
  const most = Math.max(1, ...values);
  const step = roundAbove(most / 4);
  const top = Math.ceil(most / step) * step;
  const lines = Array.from({ length: Math.round(top / step) }, (_, i) => (i + 1) * step);
  return { height: (value) => value / top, lines };
}

// 1, 2 or 5 with zeros.
function roundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((each) => each * power >= value) ?? 10) * power;
}

const LENGTHS = [60, 3_600, 86_400, 30 * 86_400, 365 * 86_400];

/** A logarithmic scale for seconds: minutes and months are both visible. */
export function timeScale(values: readonly number[]): Scale {
  const most = Math.max(60, ...values);
  const top = LENGTHS.find((each) => each >= most) ?? most;
  const height = (value: number) => Math.log10(1 + value) / Math.log10(1 + top);
  return { height, lines: LENGTHS.filter((each) => each <= top) };
}
