import { ACTIONS } from '../../../simulators/atlassian/actions';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { codeOf } from './client';

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly attributes: { readonly displayName: string; readonly groupDisplayName: string };
}

let simulator: AtlassianSimulator;
beforeAll(async () => {
  simulator = await startAtlassianSimulator();
});
afterAll(() => simulator.stop());

const ask = (changes: { orgId?: string; authorization?: string; method?: string } = {}) => {
  const { orgId = simulator.orgId, authorization = `Bearer ${simulator.apiKey}`, method = 'GET' } = changes;
  return fetch(`${simulator.baseUrl}/v1/orgs/${orgId}/event-actions`, { method, headers: { authorization } });
};

describe('event-actions of the Atlassian simulator', () => {
  test('lists the catalogue and what the simulator itself sends, in upper case, each once and with a name', async () => {
    // Act
    const response = await ask();
    const { data }: { data: Entry[] } = JSON.parse(await response.text());
    // Assess
    const ids = data.map(({ id }) => id);
    expect(response.status).toBe(200);
    expect(ids.length).toBeGreaterThan(135);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Z][A-Z_]+$/.test(id))).toEqual([]);
    expect(ids).toEqual(expect.arrayContaining(ACTIONS.map(({ action }) => action.toUpperCase())));
    expect(data.filter(({ attributes }) => !attributes.displayName || !attributes.groupDisplayName)).toEqual([]);
    expect(data).toContainEqual({
      id: 'SCIM_DIRECTORY_TOKEN_ROTATED',
      type: 'event-actions',
      attributes: { displayName: 'Scim directory token rotated', groupDisplayName: 'User provisioning' },
    });
  });

  test.each([
    ['a wrong key', { authorization: 'Bearer x' }, 401, 'Unauthorized'],
    ['another organization', { orgId: 'other' }, 404, 'NotFound'],
    ['another method', { method: 'POST' }, 405, 'MethodNotAllowed'],
  ])('refuses %s, as events-stream does', async (_name, changes, status, code) => {
    // Act
    const response = await ask(changes);
    // Assess
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });
});
