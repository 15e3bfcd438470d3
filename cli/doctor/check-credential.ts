import { Archive } from '../../lambda/archive/archive';
import { ApiUnavailableError } from '../../lambda/errors';
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

const ROTATE = 'See docs/runbook.md#rotate-a-credential.';
// A person waits at the terminal.
const PATIENCE_MS = 60_000;

/** A source whose credential is checked. */
export interface CheckedSource {
  readonly name: string;
  readonly kind: PullKind;
  readonly apiBaseUrl?: string | undefined;
  readonly secret: SecretReader;
  /** Its newest capture says what it was polled from until now. */
  readonly archive: ObjectStore;
}

/**
 * Reads one page with the credential. Checks that the API accepts it and returns records, and that it is for the same feed
 * as before. `advice`: what to do when the API cannot be reached.
 */
export async function checkCredential(
  source: CheckedSource,
  clock: Clock,
  advice: string,
): Promise<readonly Finding[]> {
  const { name, kind, apiBaseUrl, secret } = source;
  const about = `${name}, credential`;
  const api = PULLERS[kind].open({ apiBaseUrl, secret, clock, random: Math.random });
  const now = clock.now();
  const answer = await checked(
    about,
    async () => [
      await answerFinding(about, api, now, PULLERS[kind].limits.lookbackDays).catch((error: unknown) =>
        unreachedFinding(name, error),
      ),
    ],
    advice,
  );
  const expiry = await checked(about, async () => expiryFindings(about, kind, await secret.read(), now), advice);
  // Its expiry may be the reason for a refusal; the refusal says the rest.
  if (isBad(answer)) return [...answer, ...expiry.filter((each) => isBad([each]) && each.says !== answer[0]?.says)];
  const findings = [...answer, ...expiry];
  if (isBad(findings)) return findings;
  const feed = await checked(about, async () => feedFindings(about, source, await api.feed()), advice);
  // An unreadable archive does not make the credential bad.
  return [...findings, ...feed.map((finding) => ({ ...finding, level: 'warning' as const }))];
}

async function answerFinding(about: string, api: PullSource, now: number, days: number): Promise<Finding> {
  const answer = await api.fetchPage(api.requestSince(now - days * DAY_MS), now + PATIENCE_MS);
  switch (answer.kind) {
    case 'page':
      if (answer.page.records.length > 0) return good(about, 'the API accepts it and returns records');
      return warning(
        about,
        `the API accepts it, but returned no record of the last ${days} days`,
        'Check that it is for the right organization, and that the plan includes the audit log. See docs/runbook.md#silence.',
      );
    case 'throttled':
      return warning(
        about,
        `the API said to wait until ${new Date(answer.until).toISOString()}`,
        'Another client uses the same limit, or the first sync is in progress. Run doctor again after that time.',
      );
    case 'unfinished':
      return good(about, 'the API accepts it; its answer takes longer than a minute');
    case 'cursor-refused':
      return bad(about, 'the API refuses a request without a cursor', "Check the API's change log.");
  }
}

// Says nothing against the credential, and promises no other try: a command runs once.
function unreachedFinding(name: string, error: unknown): Finding {
  if (!(error instanceof ApiUnavailableError) || error.reason === undefined) throw error;
  return bad(
    `${name}, API`,
    `no usable response: ${error.reason}. The credential could not be checked`,
    'Check the network, the proxy and the address of the API, then run this command again.',
  );
}

async function feedFindings(about: string, { name, kind, archive }: CheckedSource, feed: string): Promise<Finding[]> {
  const { head } = await Archive.open(archive, name, kind, undefined);
  const before = head?.header.request.path ?? feed;
  if (before === feed) return [];
  return [
    warning(
      about,
      `it is for ${feed}, but ${name} was polled from ${before} until now`,
      `Polling starts anew with it, in the same log. If that is not intended, enter the earlier credential again. To collect both, configure a second source.`,
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
  const next = `Create a new one and enter it with connect. ${ROTATE}`;
  if (days < 0) return [bad(about, `it expired ${pluralize(-days, 'day')} ago (expiresAt)`, next)];
  if (days < EXPIRING_DAYS) return [warning(about, `it expires in ${pluralize(days, 'day')}`, next)];
  return [good(about, `it expires in ${pluralize(days, 'day')}`)];
}
