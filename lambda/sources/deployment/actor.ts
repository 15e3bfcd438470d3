import type { CloudTrailEvent, UserIdentity } from './cloudtrail-event';
import type { Actor } from './own-action';

// Roles that IAM Identity Center makes for people are named like this.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const PERSONS_ROLE = /^AWSReservedSSO_/;
const PERSONS: readonly string[] = [
  'Root',
  'IAMUser',
  'IdentityCenterUser',
  'SAMLUser',
  'WebIdentityUser',
  'Directory',
];

/** Who did it: a person is a USER, a service or a program is a TOKEN. */
export function actorOf({ userIdentity: identity = {}, sessionCredentialFromConsole }: CloudTrailEvent): Actor {
  const session = sessionOf(identity);
  const role = identity.sessionContext?.sessionIssuer?.userName;
  const name = nameOf(identity, session);
  const attributes = {
    identityType: identity.type,
    accountId: identity.accountId,
    arn: identity.arn,
    role,
    session,
    email: name?.includes('@') ? name : undefined,
    mfa: identity.sessionContext?.attributes?.mfaAuthenticated,
    console: sessionCredentialFromConsole,
    invokedBy: identity.invokedBy,
    identityCenterUserId: identity.onBehalfOf?.userId,
  };
  return {
    id:
      identity.principalId ??
      identity.arn ??
      identity.onBehalfOf?.userId ??
      identity.accountId ??
      identity.invokedBy ??
      'unknown',
    type: isPerson(identity, role, session) ? 'USER' : 'TOKEN',
    ...(name === undefined ? {} : { name }),
    attributes: withoutAbsent(attributes),
  };
}

function isPerson({ type = '', onBehalfOf }: UserIdentity, role = '', session = ''): boolean {
  if (PERSONS.includes(type) || onBehalfOf?.userId !== undefined) return true;
  return type === 'AssumedRole' && (PERSONS_ROLE.test(role) || session.includes('@'));
}

// What a role's session is called stands behind the role, in the ARN and in the id of the principal.
function sessionOf({ type, arn = '', principalId = '' }: UserIdentity): string | undefined {
  if (type !== 'AssumedRole') return undefined;
  return /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1] ?? /:(.+)$/.exec(principalId)?.[1];
}

function nameOf(
  { type, userName, invokedBy, sessionContext }: UserIdentity,
  session: string | undefined,
): string | undefined {
  if (type === 'Root') return 'root';
  return userName ?? session ?? sessionContext?.sessionIssuer?.userName ?? invokedBy;
}

function withoutAbsent(values: Readonly<Record<string, string | boolean | undefined>>): Actor['attributes'] {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | boolean] => entry[1] !== undefined),
  );
}
