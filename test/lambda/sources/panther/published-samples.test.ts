import { classifierOf } from '../../../../lambda/sources/classifiers';
import { pantherFormat } from '../../../../lambda/sources/panther/format';

// The forms in which Panther publishes its own records, as tests of its rules for this log type, with values of ours.
// https://github.com/panther-labs/panther-analysis/tree/develop/rules/panther_audit_rules
const person = {
  attributes: { email: 'ada@example.com', emailVerified: true, roleId: '222222' },
  id: '333333',
  name: 'Ada Example',
  type: 'USER',
};
const signedOn = {
  attributes: { ...person.attributes, emailVerified: false, roleName: 'Admin' },
  id: 'SSO_ada@example.com',
  name: 'ada@example.com',
  type: 'USER',
};
const proxied = { XForwardedFor: ['192.0.2.7', '198.51.100.7'], userAgent: 'Mozilla/5.0', sourceIP: '192.0.2.7' };
const columns = {
  p_any_ip_addresses: ['192.0.2.7', '198.51.100.7'],
  p_any_trace_ids: ['SSO_ada@example.com'],
  p_event_time: '2026-03-02 21:45:59.352910070',
  p_log_type: 'Panther.Audit',
  p_parse_time: '2026-03-02 21:46:53.858602089',
  p_row_id: '0123456789abcdef0123456789abcdef',
  p_schema_version: 0,
  p_enrichment: { ipinfo_asn: { sourceIP: { asn: 'AS64496' } } },
};
const done = { actionResult: 'SUCCEEDED', actor: person, errors: null, p_log_type: 'Panther.Audit' };
const role = { logTypeAccessKind: 'DENY_ALL', name: 'New', permissions: ['SummaryRead'] };
const token = { id: 'key-1', name: 'automation', type: 'TOKEN' };

const WHOLE: readonly [string, object][] = [
  [
    'a role created, in the older form of parameters',
    { ...done, actionName: 'CREATE_USER_ROLE', actionParams: { input: role }, ...at('2026-03-02 20:47:09.425') },
  ],
  [
    'a user changed, as the data lake gives it',
    {
      ...done,
      ...columns,
      ...proxied,
      actor: signedOn,
      actionName: 'UPDATE_USER',
      actionDescription: 'Changes a user',
      actionParams: {
        dynamic: { input: { id: 'SSO_eve@example.com', role: { kind: 'ID', value: '(redacted)' } } },
        static: {},
      },
      ...at('2026-03-02 21:45:59.352910070'),
    },
  ],
  [
    'a user changed by the system, from no address',
    {
      actionName: 'UPDATE_USER',
      actionResult: 'SUCCEEDED',
      sourceIP: '',
      actionParams: { dynamic: { input: { givenName: 'Eve', role: 'Reader' } } },
      actor: { id: '00000000-0000-4000-8000-000000000000', name: 'System', type: 'USER' },
      ...at('2026-03-02 05:30:15.618835297'),
    },
  ],
  [
    'a role refused',
    {
      ...columns,
      ...proxied,
      actionName: 'CREATE_USER_ROLE',
      actionResult: 'FAILED',
      actor: signedOn,
      actionParams: { dynamic: { input: role }, static: {} },
      errors: [{ message: 'Such a role cannot be.' }],
      ...at('2026-03-02 21:45:59.352910070'),
    },
  ],
];

const LACKING: readonly [string, object, string][] = [
  [
    'a detection deleted, from an address with a dot too many',
    {
      ...done,
      actionName: 'DELETE_DETECTION',
      sourceIP: '192.0.2.7.',
      timestamp: '2026-03-02 15:30:22.42',
      actionParams: { dynamic: { input: { detections: [{ id: 'Acme.A' }, { id: 'Acme.B' }] } } },
    },
    'pantherVersion',
  ],
  ['settings changed, at no time', { ...done, actionName: 'UPDATE_SAML_SETTINGS', actionParams: {} }, 'timestamp'],
  [
    'a user provisioned by a program',
    {
      actionName: 'UPDATE_USER',
      actionResult: 'SUCCEEDED',
      actor: { id: 'scim', name: 'scim', type: 'TOKEN' },
      actionParams: { input: { email: 'eve@example.com', familyName: '', roleId: null } },
      timestamp: '2026-03-02 17:49:37.553847671',
    },
    'pantherVersion',
  ],
  [
    'something done with a key, in the other form of times',
    { actionName: 'CREATE_DETECTION', actionResult: 'FAILED', actor: token, timestamp: '2026-03-02T10:00:00Z' },
    'pantherVersion',
  ],
  [
    'a login that failed, without parameters',
    {
      actionName: 'USER_LOGIN_FAILED',
      actionResult: 'FAILED',
      actor: signedOn,
      sourceIP: '192.0.2.7',
      timestamp: '2026-03-02 10:00:00.000',
    },
    'pantherVersion',
  ],
];

function at(timestamp: string): object {
  return { timestamp, pantherVersion: '1.53.7' };
}

const classified = (row: object) => classifierOf('Panther.Audit')(pantherFormat.recordOf(row));

describe("Panther's own published records", () => {
  it.each(WHOLE)('are events when they have all that is required: %s', (_name, row) => {
    expect(classified(row)).toMatchObject({ kind: 'event' });
  });

  it.each(LACKING)('fail for what they lack: %s', (_name, row, path) => {
    expect(classified(row)).toEqual({ kind: 'failure', path, reason: expect.stringMatching(/required|missing/) });
  });
});
