// A processing time further ahead is a mistake; believed, it would be the watermark that no later record passes.
const FURTHEST_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * Processing times of a response's records, save those that are a mistake. The server's own clock counts too: a laptop
 * that slept for days must not doubt what is only new.
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
