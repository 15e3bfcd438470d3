import { lakeTime } from '../../lambda/schema/timestamp';
import type { Random } from '../atlassian/random';

/** One row of Panther's audit table: the record, and the columns that Panther adds. */
export type AuditRow = Readonly<Record<string, unknown>>;

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

interface Action {
  readonly name: string;
  readonly description: string;
  /** The names of its parameters. */
  readonly parameters: readonly string[];
}

const LONGEST_DELAY_MS = 5 * 60_000;

const ADA: Person = {
  id: 'b1a4f7c2-6d3e-4f50-9a61-2c8d7e9f0a13',
  name: 'Ada Brandt',
  email: 'ada.brandt@example.com',
  role: 'Admin',
};
const PEOPLE: readonly [Person, ...Person[]] = [
  ADA,
  {
    id: '0c5e8d21-47b9-4e0a-8f36-91d2a7b4c5e8',
    name: 'Milo Castell',
    email: 'milo.castell@example.com',
    role: 'Analyst',
  },
  {
    id: '5f9b3a60-12c4-4d78-b0e5-6a7c8d9e0f21',
    name: 'Noor Haddad',
    email: 'noor.haddad@example.com',
    role: 'AnalystReadOnly',
  },
];
const TOKEN = { id: '8e2d6c4b-a091-4f37-8c5d-3b1e0f9a7d26', name: 'ci-upload' };

const EVERYDAY: readonly [Action, ...Action[]] = [
  { name: 'SIGN_IN', description: 'Signs in to Panther', parameters: [] },
  { name: 'EXECUTE_DATA_LAKE_QUERY', description: 'Executes a query of the data lake', parameters: ['sql'] },
  { name: 'UPDATE_ALERT_STATUS', description: 'Updates the status of alerts', parameters: ['status'] },
  { name: 'LIST_DETECTIONS', description: 'Lists detections', parameters: ['pageSize'] },
  { name: 'GET_GENERAL_SETTINGS', description: 'Gets the general settings', parameters: [] },
];
const SELDOM: readonly [Action, ...Action[]] = [
  { name: 'CREATE_USER', description: 'Creates a user', parameters: ['email', 'roleId'] },
  { name: 'UPDATE_USER', description: 'Updates a user', parameters: ['id', 'roleId'] },
  { name: 'UPDATE_USER_ROLE', description: 'Updates a role', parameters: ['id', 'permissions'] },
  { name: 'CREATE_API_TOKEN', description: 'Creates an API token', parameters: ['name', 'permissions'] },
  { name: 'DELETE_DETECTION', description: 'Deletes detections', parameters: ['id'] },
  { name: 'UPDATE_SAML_SETTINGS', description: 'Updates the SAML settings', parameters: ['enabled'] },
];

/** Makes a row from random numbers. `parsedAt`: epoch milliseconds at which Panther processed it. */
export function auditRow(random: Random, parsedAt: number): AuditRow {
  const action = random.pick(random.chance(0.1) ? SELDOM : EVERYDAY);
  const isToken = random.chance(0.2);
  const person = random.pick(PEOPLE);
  const failed = random.chance(0.05);
  const ip = `203.0.113.${1 + random.integer(254)}`;
  const happenedAt = lakeTime(parsedAt - 1000 - random.integer(LONGEST_DELAY_MS));
  const input = Object.fromEntries(action.parameters.map((name) => [name, random.uuid()]));
  return {
    actionName: action.name,
    actionDescription: action.description,
    actionResult: failed ? 'FAILED' : 'SUCCEEDED',
    // Older records have the input at the top.
    actionParams: random.chance(0.2) ? { input } : { dynamic: { input }, static: {} },
    actionDetails: null,
    actor: isToken
      ? { ...TOKEN, type: 'TOKEN', attributes: {} }
      : { id: person.id, type: 'USER', name: person.name, attributes: { email: person.email, role: person.role } },
    errors: failed ? [{ message: 'access denied' }] : null,
    sourceIP: random.chance(0.05) ? '' : ip,
    XForwardedFor: [ip],
    userAgent: isToken ? 'Go-http-client/2.0' : `Mozilla/5.0 (session ${random.uuid()})`,
    timestamp: happenedAt,
    pantherVersion: '1.114.7',
    p_any_ip_addresses: [ip],
    p_any_usernames: isToken ? null : [person.name],
    p_event_time: happenedAt,
    p_log_type: 'Panther.Audit',
    p_parse_time: lakeTime(parsedAt),
    p_row_id: random.uuid().replaceAll('-', ''),
    p_schema_version: 0,
    p_source_id: '3b6f1c80-5a2d-4e97-8d04-c19e7f2a6b53',
    p_source_label: 'panther-audit-logs',
  };
}
