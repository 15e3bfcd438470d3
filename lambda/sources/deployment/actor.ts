import type { CloudTrailEvent, UserIdentity } from './cloudtrail-event';
import type { Actor } from './own-action';

// IAM Identity Center gives these names to roles of people.
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
// The CDK names its sessions after the computer's user, with @ for characters that AWS does not allow.
const EMAIL = /^(?!aws-cdk-)[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** The actor: people are USER, services and programs are TOKEN. */
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

// Without sign-in, such as by the unsubscribe link in an email, the id is empty.
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

// The session name follows the role in the ARN and in the principal id. For a role of another account, only the principal
// id has it.
function sessionOf({ type = '', arn = '', principalId = '' }: UserIdentity): string | undefined {
  if (!['AssumedRole', 'AWSAccount'].includes(type)) return undefined;
  return /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1] ?? afterColon(principalId);
}

function nameOf(identity: UserIdentity, session: string | undefined): string | undefined {
  const { type, arn = '', principalId = '', userName, invokedBy, sessionContext } = identity;
  if (type === 'Root') return 'root';
  // Its issuer is the identity whose key created the session.
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
