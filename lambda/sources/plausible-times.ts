// A processing time further in the future is a mistake. As watermark, it would hide every later record.
const FURTHEST_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * The processing times of a response's records, without those in the future. The server's clock counts too: the clock of a
 * laptop can be days behind.
 */
export function plausibleTimes(
  times: readonly (number | undefined)[],
  receivedAt: number,
  headers: Headers,
): readonly (number | undefined)[] {
  const served = Date.parse(headers.get('date') ?? '');
  const latest = Math.max(receivedAt, Number.isNaN(served) ? receivedAt : served) + FURTHEST_AHEAD_MS;
  return times.map((time) => (time !== undefined && time <= latest ? time : undefined));
}
