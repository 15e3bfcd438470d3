import { activated } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import { severityOf, titleOf } from '../../lambda/alerts/rule-evaluation';
import type { LogType } from '../../lambda/sources/log-types';
import { rowOf } from '../lambda/rules/real-events';
import { DETECTIONS } from '../shipped-detections';

// Events in the shapes in which Panther's own rules for these log types are tested, with values of ours.
const ada = {
  id: 'p-1',
  name: 'Ada Example',
  type: 'USER',
  attributes: { email: 'ada@example.com', emailVerified: true, roleId: 'r-1' },
};
const admin = {
  ...ada,
  id: 'SSO_ada@example.com',
  attributes: { ...ada.attributes, emailVerified: false, roleName: 'Admin' },
};
const proxies = { XForwardedFor: ['192.0.2.7', '198.51.100.7'], userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' };
const done = { actionResult: 'SUCCEEDED', actor: ada, errors: null, sourceIP: '192.0.2.7' };
const impersonation = {
  actor: { id: 'u-1', name: 'Ada Example', email: 'ada@example.com' },
  container: [
    {
      id: 's-1',
      type: 'sites',
      attributes: { siteHostName: 'https://example.atlassian.net', siteName: 'example' },
      links: { alt: 'https://example.atlassian.net' },
    },
  ],
  context: [
    { type: 'users', attributes: { accountType: 'atlassian', email: 'eve@example.com', name: 'eve@example.com' } },
  ],
  time: '2026-03-02T00:35:15.890Z',
};

const SHAPES: Readonly<Record<string, (input: object) => object>> = {
  'under dynamic and input': (input) => ({ dynamic: { input }, static: {} }),
  'under dynamic and input, without static': (input) => ({ dynamic: { input } }),
  'under input, as in older versions': (input) => ({ input }),
  flat: (input) => input,
};

interface Case {
  readonly id: string;
  readonly name: string;
  readonly logType?: LogType;
  readonly event: object;
  /** What the alert is called; absent when there is none. */
  readonly title?: string;
  readonly severity?: string;
}

const CASES: readonly Case[] = [
  {
    id: 'Atlassian.User.LoggedInAsUser',
    name: 'an admin logs in as a user, who has no id',
    logType: 'Atlassian.Audit',
    event: {
      attributes: { ...impersonation, action: 'user_logged_in_as_user' },
      message: { content: 'Logged in as eve@example.com', format: 'simple' },
    },
    title: 'ada@example.com logged in as eve@example.com',
    severity: 'HIGH',
  },
  {
    id: 'Atlassian.User.LoggedInAsUser',
    name: 'an empty context',
    logType: 'Atlassian.Audit',
    event: { attributes: { ...impersonation, action: 'user_logged_in_as_user', context: [] } },
    title: 'ada@example.com logged in as another user',
    severity: 'HIGH',
  },
  {
    id: 'Atlassian.User.LoggedInAsUser',
    name: 'no context at all',
    logType: 'Atlassian.Audit',
    event: { attributes: { action: 'user_logged_in_as_user', actor: impersonation.actor } },
    title: 'ada@example.com logged in as another user',
    severity: 'HIGH',
  },
  {
    id: 'Atlassian.User.LoggedInAsUser',
    name: 'an ordinary login',
    logType: 'Atlassian.Audit',
    event: { attributes: { ...impersonation, action: 'user_login' } },
  },
  {
    id: 'Panther.Detection.Deleted',
    name: 'one detection',
    event: {
      ...done,
      actionName: 'DELETE_DETECTION',
      actionParams: { dynamic: { input: { detections: [{ id: 'Acme.Team.Changed' }] } } },
      timestamp: '2026-03-02 15:30:22.42',
    },
    title: 'ada@example.com deleted a detection from Panther: Acme.Team.Changed',
    severity: 'INFO',
  },
  {
    id: 'Panther.Detection.Deleted',
    name: 'four detections, from an address that is none',
    event: {
      ...done,
      actionName: 'DELETE_DETECTION',
      actionParams: {
        dynamic: {
          input: {
            detections: ['Repo.Created', 'Mfa.Off', 'Admin.Added', 'Brute.Force'].map((id) => ({ id: `Acme.${id}` })),
          },
        },
      },
      sourceIP: '192.0.2.7.',
      timestamp: '2026-03-02 15:34:43.067',
    },
    title:
      'ada@example.com deleted 4 detections from Panther: Acme.Repo.Created, Acme.Mfa.Off, Acme.Admin.Added, Acme.Brute.Force',
    severity: 'INFO',
  },
  {
    id: 'Panther.Detection.Deleted',
    name: 'settings are looked at',
    event: { ...done, actionName: 'GET_GENERAL_SETTINGS', actionParams: {} },
  },
  {
    id: 'Panther.SAML.Modified',
    name: 'changed, without parameters',
    event: { ...done, actionName: 'UPDATE_SAML_SETTINGS', actionParams: {} },
    title: 'ada@example.com changed the SAML settings of Panther',
    severity: 'HIGH',
  },
  {
    id: 'Panther.SAML.Modified',
    name: 'looked at',
    event: { ...done, actionName: 'GET_SAML_SETTINGS', actionParams: {} },
  },
  ...Object.entries(SHAPES).flatMap(([shape, paramsOf]): Case[] => {
    const role = { ...done, actionName: 'CREATE_USER_ROLE' };
    const restricted = { logTypeAccessKind: 'DENY_ALL', name: 'New admins' };
    return [
      {
        id: 'Panther.Sensitive.Role',
        name: `an admin role is created, ${shape}`,
        event: {
          ...role,
          actionParams: paramsOf({
            ...restricted,
            permissions: ['GeneralSettingsModify', 'GeneralSettingsRead', 'SummaryRead'],
          }),
        },
        title: 'ada@example.com created the role New admins in Panther with GeneralSettingsModify',
        severity: 'HIGH',
      },
      {
        id: 'Panther.Sensitive.Role',
        name: `a role that is changed, ${shape}`,
        event: {
          ...role,
          actionName: 'UPDATE_USER_ROLE',
          actionParams: paramsOf({ ...restricted, permissions: ['UserModify'] }),
        },
        title: 'ada@example.com changed the role New admins in Panther with UserModify',
        severity: 'HIGH',
      },
      {
        id: 'Panther.Sensitive.Role',
        name: `a role that can only read, ${shape}`,
        event: { ...role, actionParams: paramsOf({ ...restricted, permissions: ['SummaryRead'] }) },
      },
      {
        id: 'Panther.User.Modified',
        name: `an email is changed, ${shape}`,
        event: {
          ...done,
          ...proxies,
          actor: admin,
          actionName: 'UPDATE_USER',
          actionDescription: 'Updates the information for a user',
          actionParams: paramsOf({
            email: 'eve+more@example.com',
            familyName: 'Example',
            givenName: 'Eve',
            id: 'p-2',
            role: { kind: 'ID', value: '(redacted)' },
          }),
        },
        title: 'ada@example.com changed the user eve+more@example.com of Panther',
        severity: 'HIGH',
      },
    ];
  }),
  {
    // Panther's own rule failed here once: its parameters are not where it looked for them, and it looped over nothing.
    id: 'Panther.Sensitive.Role',
    name: 'a role that was refused, with the parameters in another place than before',
    event: {
      ...proxies,
      actionName: 'CREATE_USER_ROLE',
      actionDescription: 'Adds a new role',
      actionParams: {
        dynamic: {
          input: {
            logTypeAccess: ['Atlassian.Audit'],
            logTypeAccessKind: 'ALLOW',
            name: 'Night shift',
            permissions: ['AlertRead', 'DataAnalyticsRead'],
          },
        },
        static: {},
      },
      actionResult: 'FAILED',
      actor: admin,
      errors: [{ message: 'A role cannot have both.' }],
      sourceIP: '192.0.2.7',
      timestamp: '2026-03-02 21:45:59.352910070',
    },
  },
  {
    id: 'Panther.Sensitive.Role',
    name: 'a role that was made, without permissions where they were before',
    event: {
      ...done,
      actionName: 'CREATE_USER_ROLE',
      actionParams: { dynamic: { input: { name: 'x' } }, input: { permissions: null } },
    },
  },
  {
    id: 'Panther.User.Modified',
    name: 'a role is created',
    event: {
      ...done,
      actionName: 'CREATE_USER_ROLE',
      actionParams: { input: { name: 'New admins', permissions: ['GeneralSettingsModify'] } },
    },
  },
  {
    id: 'Panther.User.Modified',
    name: 'SCIM updates a user',
    event: {
      actionName: 'UPDATE_USER',
      actionDescription: 'User updated via SCIM',
      actionParams: {
        input: {
          email: 'eve@example.com',
          familyName: '',
          givenName: '',
          id: 'SSO_eve@example.com',
          requesterId: '00000000-0000-4000-8000-000000000000',
          roleId: null,
        },
      },
      actionResult: 'SUCCEEDED',
      actor: { id: 'scim', name: 'scim', type: 'TOKEN' },
      sourceIP: '198.51.100.12',
      timestamp: '2026-03-02 17:49:37.553847671',
    },
    title: 'scim changed the user eve@example.com of Panther',
    severity: 'INFO',
  },
  {
    id: 'Panther.User.Modified',
    name: 'Panther itself updates a user who logs in',
    event: {
      actionName: 'UPDATE_USER',
      actionDescription: 'User updated automatically by SAML.',
      actionParams: {
        dynamic: {
          input: { email: 'eve@example.com', familyName: 'Example', givenName: 'Eve', role: 'AnalystReadOnly' },
        },
      },
      actionResult: 'SUCCEEDED',
      actor: { id: '00000000-0000-4000-8000-000000000000', name: 'System', type: 'USER' },
      pantherVersion: '1.86.15',
      sourceIP: '',
      timestamp: '2026-03-02 05:30:15.618835297',
    },
    title: 'System changed the user eve@example.com of Panther',
    severity: 'INFO',
  },
];

describe.each([...new Set(CASES.map(({ id }) => id))])('%s', (id) => {
  const located = DETECTIONS.find(({ detection }) => detection.id === id);

  it.each(CASES.filter((each) => each.id === id))('$name', ({ event, logType = 'Panther.Audit', title, severity }) => {
    if (located === undefined) throw new Error(`There is no ${id}.`);
    const detector = new Detector([activated(located.file, located.detection)]);

    const matches = detector.findMatches(logType, [rowOf(logType, event)]);

    const alerts = matches.map((match) => ({
      kind: match.kind,
      title: titleOf(located.detection, match.event),
      severity: severityOf(located.detection, match.event),
    }));
    expect(alerts).toEqual(title === undefined ? [] : [{ kind: 'match', title, severity }]);
  });
});
