import type { CloudTrailEvent, UserIdentity } from './cloudtrail-event';
import type { Actor } from './own-action';

// Roles that IAM Identity Center makes for people are named like this.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const PERSONS_ROLE = /^AWSReservedSSO_/;
const PERSONS: readonly string[] = [
  'Root',
  'IAMUser',
  'FederatedUser',
  'IdentityCenterUser',
  'SAMLUser',
  'WebIdentityUser',
  'Directory',
];
// The CDK calls its sessions by the user of the computer, with an @ for each sign that AWS does not allow in a name.
const EMAIL = /^(?!aws-cdk-)[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Who did it: a person is a USER, a service or a program is a TOKEN. */
export function actorOf({ userIdentity: identity = {}, sessionCredentialFromConsole }: CloudTrailEvent): Actor {
  const isFederated = identity.type === 'FederatedUser';
  const session = sessionOf(identity);
  const issuer = identity.sessionContext?.sessionIssuer?.userName;
  const role = isFederated ? undefined : issuer;
  const name = nameOf(identity, session);
  const attributes = {
    identityType: identity.type,
    accountId: identity.accountId,
    arn: identity.arn,
    role,
    session,
    issuer: isFederated ? issuer : undefined,
    email: isEmail(name) ? name : undefined,
    mfa: identity.sessionContext?.attributes?.mfaAuthenticated,
    console: sessionCredentialFromConsole,
    invokedBy: identity.invokedBy,
    identityCenterUserId: identity.onBehalfOf?.userId,
  };
  return {
    id: idOf(identity),
    type: isPerson(identity, role, session) ? 'USER' : 'TOKEN',
    ...(name === undefined ? {} : { name }),
    attributes: withoutAbsent(attributes),
  };
}

// Whoever does not sign in, as by the link in an email to unsubscribe, has an id that is empty.
function idOf({ principalId, arn, onBehalfOf, accountId, invokedBy }: UserIdentity): string {
  return [principalId, arn, onBehalfOf?.userId, accountId, invokedBy].find((id) => id) ?? 'unknown';
}

function isPerson({ type = '', onBehalfOf }: UserIdentity, role: string | undefined, session: string | undefined) {
  if (PERSONS.includes(type) || onBehalfOf?.userId !== undefined) return true;
  return isEmail(session) || (type === 'AssumedRole' && PERSONS_ROLE.test(role ?? ''));
}

function isEmail(name: string | undefined): boolean {
  return name !== undefined && EMAIL.test(name);
}

// What a session is called stands behind the role, in the ARN and in the id of the principal. Of another account's role
// there is only the latter.
function sessionOf({ type = '', arn = '', principalId = '' }: UserIdentity): string | undefined {
  if (!['AssumedRole', 'AWSAccount'].includes(type)) return undefined;
  return /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1] ?? afterColon(principalId);
}

function nameOf(identity: UserIdentity, session: string | undefined): string | undefined {
  const { type, arn = '', principalId = '', userName, invokedBy, sessionContext } = identity;
  if (type === 'Root') return 'root';
  // Its issuer is whose key gave it its name.
  if (type === 'FederatedUser') return /:federated-user\/(.+)$/.exec(arn)?.[1] ?? afterColon(principalId);
  return userName ?? session ?? sessionContext?.sessionIssuer?.userName ?? invokedBy;
}

function afterColon(principalId: string): string | undefined {
  return /:(.+)$/.exec(principalId)?.[1];
}

function withoutAbsent(values: Readonly<Record<string, string | boolean | undefined>>): Actor['attributes'] {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | boolean] => entry[1] !== undefined),
  );
}
