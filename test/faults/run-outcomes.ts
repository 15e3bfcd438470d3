import { ApiRefusedError, CredentialRejectedError, SettingError } from '../../lambda/errors';
import { METRICS } from '../../lambda/names';
import { BACKFILL, BackfillStopped } from './backfills';
import type { Run } from './scheduler';

/** What a run has met when the hints were lost while it was under way. */
export const STATE_LOST = 'lost at state';

// What may fail without failing the run: its captures are committed, its rows written.
const HARMLESS =
  /^(failed|answer-lost|repeated) at (metrics publish|lake put state\/[^/]+$)|^(repeated|refused-cursor) at |^no-cursor at api get |^lost at state$/;
// After so many refused cursors a run may say that the API is not usable.
const MANY_REFUSALS = 6;
// Of what was never polled, a backfill has nothing to fill.
const NOTHING_TO_FILL = /archived nothing yet/;

/** Runs whose outcome contradicts what happened to them: a failure that looks like success, or the reverse. */
export function brokenRuns(runs: readonly Run[]): string[] {
  return runs.flatMap((run) => {
    const told = `${run.name} (met: ${run.suffered.join(', ') || 'nothing'}; answers: ${run.answers.join(' ')})`;
    return [
      ...(succeededInVain(run) ? [`${told} succeeded`] : []),
      ...(failedWithoutReason(run) ? [`${told} failed: ${describe(run)}`] : []),
      ...(hidARefusedKey(run) ? [`${told} hid that its key was refused: ${describe(run)}`] : []),
      ...(claimedSuccess(run) && run.outcome.kind === 'failed' ? [`${told} published a success`] : []),
    ];
  });
}

function succeededInVain({ outcome, suffered, answers }: Run): boolean {
  // A query of Panther that nobody waits for is cancelled with the key as well; that may fail, whatever the reason.
  const isFatal = (met: string) => /^(failed|answer-lost) at (archive put|secret)/.test(met);
  if (suffered.includes('refused-key at api Cancel')) return false;
  return outcome.kind === 'done' && (suffered.some(isFatal) || answers.at(-1) === 401);
}

function failedWithoutReason({ name, outcome, suffered, answers }: Run): boolean {
  if (outcome.kind !== 'failed' || answers.includes(401)) return false;
  if (name === BACKFILL && isNoFailure(outcome.error)) return false;
  const refusals = answers.filter((status) => status === 400).length;
  if (refusals >= MANY_REFUSALS && outcome.error instanceof ApiRefusedError) return false;
  return suffered.every((met) => HARMLESS.test(met));
}

function isNoFailure(error: unknown): boolean {
  return error instanceof BackfillStopped || (error instanceof SettingError && NOTHING_TO_FILL.test(error.message));
}

function hidARefusedKey({ name, outcome, suffered, answers, published }: Run): boolean {
  const wasHindered = suffered.some((met) => / at (secret|metrics|lake put)/.test(met));
  if (outcome.kind !== 'failed' || answers.at(-1) !== 401 || wasHindered) return false;
  if (outcome.error instanceof BackfillStopped) return false;
  // An operator reads what it says.
  const isPublished = name === BACKFILL || published.some((counts) => counts[METRICS.credentialRejected] === 1);
  return !(outcome.error instanceof CredentialRejectedError && isPublished);
}

function claimedSuccess({ published }: Run): boolean {
  return published.some((counts) => METRICS.runsSucceeded in counts);
}

function describe({ outcome }: Run): string {
  return outcome.kind === 'failed' ? String(outcome.error) : outcome.kind;
}
