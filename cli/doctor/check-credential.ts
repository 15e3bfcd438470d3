import { Archive } from '../../lambda/archive/archive';
import { EXPIRING_DAYS } from '../../lambda/names';
import type { Clock } from '../../lambda/platform/clock';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { SecretReader } from '../../lambda/platform/secrets';
import { DAY_MS } from '../../lambda/schema/days';
import { expiryOf, unknownFieldProblem } from '../../lambda/sources/credential';
import type { PullSource } from '../../lambda/sources/pull-source';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { credentialFields } from '../place/directory/credentials';
import { pluralize } from '../terminal/figures';
import { bad, checked, type Finding, good, isBad, warning } from './finding';

const ROTATE = 'docs/runbook.md#rotate-a-credential.';
// As long as somebody looks at a terminal.
const PATIENCE_MS = 60_000;

/** A source whose credential is tried. */
export interface TriedSource {
  readonly name: string;
  readonly kind: PullKind;
  readonly apiBaseUrl?: string | undefined;
  readonly secret: SecretReader;
  /** What it was polled from until now stands there. */
  readonly archive: ObjectStore;
}

/**
 * Asks the API for one page of all that it keeps: is the credential taken, does it give anything, and of the same as until
 * now? `advice`: what to do when it cannot be asked.
 */
export async function checkCredential(source: TriedSource, clock: Clock, advice: string): Promise<readonly Finding[]> {
  const { name, kind, apiBaseUrl, secret } = source;
  const about = `${name}, credential`;
  const api = PULLERS[kind].open({ apiBaseUrl, secret, clock, random: Math.random });
  const now = clock.now();
  const answer = await checked(
    about,
    async () => [await answerFinding(about, api, now, PULLERS[kind].limits.lookbackDays)],
    advice,
  );
  const expiry = await checked(about, async () => expiryFindings(about, kind, await secret.read(), now), advice);
  // Of a credential that is refused, its expiry may be the reason; what else is to be said of it the refusal says.
  if (isBad(answer)) return [...answer, ...expiry.filter((each) => isBad([each]) && each.says !== answer[0]?.says)];
  const findings = [...answer, ...expiry];
  if (isBad(findings)) return findings;
  const feed = await checked(about, async () => feedFindings(about, source, await api.feed()), advice);
  // Where the archive cannot be read, that says nothing against the credential.
  return [...findings, ...feed.map((finding) => ({ ...finding, level: 'warning' as const }))];
}

async function answerFinding(about: string, api: PullSource, now: number, days: number): Promise<Finding> {
  const answer = await api.fetchPage(api.requestSince(now - days * DAY_MS), now + PATIENCE_MS);
  switch (answer.kind) {
    case 'page':
      if (answer.page.records.length > 0) return good(about, 'the API takes it, and gives records');
      return warning(
        about,
        `the API takes it, and gives nothing of the last ${days} days`,
        'Is it the right organization? And does its plan include the audit log? docs/runbook.md#silence tells more.',
      );
    case 'throttled':
      return warning(
        about,
        `the API asks to wait until ${new Date(answer.until).toISOString()}`,
        'Somebody else asks as well, or the first sync is under way. Look again then.',
      );
    case 'unfinished':
      return good(about, 'the API takes it; its answer takes longer than a minute');
    case 'cursor-refused':
      return bad(about, 'the API refuses a request without a cursor', 'Look at the change log of the API.');
  }
}

async function feedFindings(about: string, { name, kind, archive }: TriedSource, feed: string): Promise<Finding[]> {
  const { head } = await Archive.open(archive, name, kind, undefined);
  const before = head?.header.request.path ?? feed;
  if (before === feed) return [];
  return [
    warning(
      about,
      `it is for ${feed}, and ${name} was polled from ${before} until now`,
      `Polling begins anew with it, in the same log. If that is not meant, enter the credential of the other again; for both, give this one a source of its own.`,
    ),
  ];
}

function expiryFindings(about: string, kind: PullKind, credential: string, now: number): readonly Finding[] {
  const expiry = expiryOf(credential);
  if (expiry === undefined) {
    const unknown = unknownFieldProblem(credential, credentialFields(kind));
    const says = 'expiresAt is missing or not a date: nothing can warn before the credential expires';
    return [warning(about, unknown === undefined ? says : `${says} (${unknown})`, ROTATE)];
  }
  const days = Math.floor((expiry - now) / DAY_MS);
  const next = `Create a new one and enter it: ${ROTATE}`;
  if (days < 0) return [bad(about, `by its expiresAt it expired ${pluralize(-days, 'day')} ago`, next)];
  if (days < EXPIRING_DAYS) return [warning(about, `it expires in ${pluralize(days, 'day')}`, next)];
  return [good(about, `it expires in ${pluralize(days, 'day')}`)];
}
