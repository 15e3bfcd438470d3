import { KeepwatchError } from '../../../lambda/errors';
import { KMS_REFUSAL } from '../../../lambda/platform/kms-refusal';
import { LAKE_FORMATION, REFUSED_BY_LAKE_FORMATION } from '../lake-formation';

// Docs: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ref.html
const PROBLEMS: readonly (readonly [pattern: RegExp, says: string])[] = [
  [/Region is missing/i, 'No AWS region is set. Set AWS_REGION, or a region in the profile that AWS_PROFILE names.'],
  [
    /token (is|has) expired|session .*(expired|invalid)|ExpiredToken|RequestExpired|TokenRefreshRequired|token has been revoked/i,
    'The AWS credentials have expired. Sign in again (such as aws sso login), or set new ones.',
  ],
  [
    /Could not load credentials|CredentialsProviderError|Resolved credential object is not valid/i,
    'No AWS credentials were found. Set AWS_PROFILE to one of aws configure list-profiles, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|security token included in the request is invalid|AuthFailure/i,
    'AWS does not accept these credentials. Check AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.',
  ],
  // Both before the next: they answer AccessDenied as well.
  [REFUSED_BY_LAKE_FORMATION, LAKE_FORMATION],
  [
    KMS_REFUSAL,
    'The KMS key does not serve these AWS credentials. For the key of a secret, see docs/configuration.md#a-secret-with-your-own-kms-key.',
  ],
  [
    /AccessDenied|AuthorizationError|UnauthorizedOperation|not authorized to perform|\b403\b|Forbidden/i,
    'The AWS credentials lack a right. docs/operate.md#what-the-commands-need-in-aws lists the rights of each command.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|UnknownEndpoint|ECONNREFUSED|ETIMEDOUT/,
    'AWS was not reached. Check AWS_REGION and the network.',
  ],
];
const MOST_CAUSES = 5;
const UNSENT = /CredentialsProviderError|Region is missing/;

/** What is missing in the operator's AWS access, and what to set; undefined when a failure is of another kind. */
export function awsProblem(error: unknown): string | undefined {
  const causes = causesOf(error);
  const text = causes.map(({ name, message }) => `${name}: ${message}`).join('\n');
  // Failures of the SDK carry its metadata; without credentials or a region it sends nothing, and adds none.
  const isAws = causes.some((cause) => '$metadata' in cause) || UNSENT.test(text);
  return isAws ? PROBLEMS.find(([pattern]) => pattern.test(text))?.[1] : undefined;
}

/** A failure in one line: what Keepwatch or the SDK says, and what to set where AWS access is the reason. */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const says = error instanceof KeepwatchError ? error.message : `${error.name}: ${error.message.split('\n')[0]}`;
  const problem = awsProblem(error);
  // What the SDK says without credentials or a region adds nothing.
  if (problem !== undefined && UNSENT.test(`${error.name}: ${error.message}`) && !(error instanceof KeepwatchError))
    return problem;
  return problem === undefined || says.includes(problem) ? says : `${says.replace(/\.?$/, '.')} ${problem}`;
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let each = error; each instanceof Error && causes.length < MOST_CAUSES; each = each.cause) causes.push(each);
  return causes;
}
