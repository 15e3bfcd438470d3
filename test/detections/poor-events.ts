const TYPES = ['users', 'groups', 'orgs', 'sites', 'auth-policy', 'invited-user', 'policy', 'domain'];

/** What can stand where an event of Atlassian has its attributes: all of it matches the schema, none of it helps a rule. */
export const POOR_ATTRIBUTES: Readonly<Record<string, object>> = {
  'nothing but the action': {},
  'everything null': { actor: null, context: null, container: null, location: null, time: null },
  'everything empty': { actor: {}, context: [], container: [], location: {}, time: '' },
  'entries that are null': { context: [null], container: [null, null] },
  'entries without anything': { actor: { id: '' }, context: [{}], container: [{}] },
  'entries of nulls': {
    actor: { id: null, name: null, email: null, auth: null, onBehalfOf: null, app: null },
    context: [{ id: null, type: null, attributes: null, links: null }],
    container: [{ id: null, type: null, attributes: null }],
    location: { ip: null },
  },
  'attributes that are texts': everyEntity('a text'),
  'attributes that are lists': everyEntity(['a', null, { email: 'x' }]),
  'attributes that are numbers': everyEntity(7),
  'attributes of the wrong kinds': everyEntity({
    email: {},
    name: [],
    domain: null,
    status: 0,
    twoSvDetails: [],
    ssoDetails: {},
  }),
  'numbers for texts': {
    actor: { id: 1, name: 2, email: 3 },
    context: ['users', 'groups', 'orgs'].map((type) => ({ id: 4, type, attributes: { email: 5, name: false } })),
  },
  'names of JavaScript': {
    actor: { id: '__proto__', name: 'constructor' },
    context: [{ id: 'toString', type: 'constructor', attributes: JSON.parse('{"__proto__":{"email":"x"}}') }],
  },
};

function everyEntity(attributes: unknown): object {
  const entities = TYPES.map((type) => ({ id: `${type}-1`, type, attributes }));
  return { actor: { id: 'u-1' }, context: entities, container: entities };
}

/** What can stand in a record of Panther beside the action. */
export const POOR_RECORDS: Readonly<Record<string, object>> = {
  'nothing but the action': {},
  'everything null': { actionParams: null, actionDetails: null, errors: null, sourceIP: null, XForwardedFor: null },
  'everything empty': {
    actionParams: {},
    errors: [],
    sourceIP: '',
    XForwardedFor: [],
    actor: { id: '', type: 'TOKEN' },
  },
  'parameters that are a text': { actionParams: 'a text' },
  'parameters that are a list': { actionParams: [{ input: {} }, null] },
  'parameters that are a number': { actionParams: 0 },
  'parameters that are nulls': { actionParams: { dynamic: null, static: null, input: null } },
  'an input that is null': { actionParams: { dynamic: { input: null }, static: {} } },
  'an input that is a list': { actionParams: { dynamic: { input: [] } } },
  'an input that is a text': { actionParams: { input: 'a text' } },
  'an input of nulls': {
    actionParams: {
      dynamic: { input: { id: null, name: null, email: null, permissions: null, detections: null, role: null } },
    },
  },
  'an input of texts': { actionParams: { input: { permissions: 'UserModify', detections: 'x', role: '', name: '' } } },
  'an input of objects': {
    actionParams: { input: { id: {}, name: {}, email: {}, permissions: {}, detections: {}, role: {} } },
  },
  'an input of lists': {
    actionParams: {
      input: {
        id: [],
        name: [],
        permissions: [null, 7, {}, ['UserModify']],
        detections: [null, 'x', {}, { id: null }],
        role: [],
      },
    },
  },
  'attributes of the actor that are null': { actor: { id: 'p-1', type: 'USER', name: null, attributes: null } },
  'attributes of the actor that are a text': { actor: { id: 'p-1', type: 'USER', attributes: 'a text' } },
  'attributes of the actor of the wrong kinds': {
    actor: { id: 'p-1', type: 'USER', attributes: { email: {}, roleName: [] } },
  },
  'details that are a text': { actionDetails: 'a text' },
  'details of a call that is a change': { actionDetails: { eventName: 'TagResource', readOnly: false } },
  'details of a change of which nothing else is known': {
    actionParams: { dynamic: { name: null }, static: { name: null } },
    actionDetails: { eventName: 'TagResource', eventSource: null, readOnly: 'false', requestParameters: null },
    actor: { id: '', type: 'TOKEN', attributes: null },
  },
  'details of the wrong kinds': { actionDetails: { eventName: [], readOnly: {} } },
  'errors that are null': { errors: [null, {}, { message: null }] },
  'numbers for texts': { actor: { id: 1, type: 'TOKEN', name: 3 }, sourceIP: 4, userAgent: 5 },
};
