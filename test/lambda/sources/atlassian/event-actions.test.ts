import { fetchEventActions } from '../../../../lambda/sources/atlassian/event-actions';
import { DEMO_API_KEY, DEMO_ORG_ID, startAtlassianSimulator } from '../../../../local/simulators/atlassian/simulator';
import { ManualClock } from '../../../manual-clock';
import { type Reply, startScriptedApi } from './scripted-api';

const secret = {
  name: 'the secret',
  howToEnter: 'Enter it.',
  read: async () => JSON.stringify({ orgId: DEMO_ORG_ID, apiKey: DEMO_API_KEY }),
};

async function fetchFrom(replies: readonly Reply[]) {
  const api = await startScriptedApi(replies);
  const outcome = await fetchEventActions({
    apiBaseUrl: api.baseUrl,
    secret,
    clock: new ManualClock(),
    random: () => 0.5,
  }).catch(String);
  await api.stop();
  return { outcome, requests: api.requests };
}

describe('fetchEventActions', () => {
  it('gives the actions of the simulated organization, in upper case as the API does', async () => {
    const simulator = await startAtlassianSimulator();
    const options = { apiBaseUrl: simulator.baseUrl, secret, clock: new ManualClock(), random: () => 0.5 };
    const actions = await fetchEventActions(options);
    await simulator.stop();
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    expect(actions).toContainEqual({
      id: 'ADDED_ORG_ADMIN',
      displayName: 'Added org admin',
      group: 'Groups and roles',
    });
    expect(actions.every(({ id }) => id === id.toUpperCase())).toBe(true);
  });

  it('tries again what fails, and takes poor entries', async () => {
    const { outcome, requests } = await fetchFrom([
      { status: 503, body: '' },
      { status: 200, body: '{"data":[{"id":"X"},{"id":"Y","attributes":{"displayName":null}}]}' },
    ]);
    expect(outcome).toEqual(['X', 'Y'].map((id) => ({ id, displayName: '', group: '' })));
    expect(requests).toHaveLength(2);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a refused key',
      { status: 403, body: '' },
      /CredentialRejectedError: Atlassian answered 403 to the credential in the secret/,
    ],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: 'https://evil.example.com/' } },
      /ApiRefusedError: .* with 302/,
    ],
    [
      'something else than the documented JSON',
      { status: 200, body: '<html>' },
      /ApiUnavailableError: .*not the documented JSON/,
    ],
    [
      'a wait of hours',
      { status: 429, body: '', headers: { 'retry-after': '7200' } },
      /ApiUnavailableError: .* asks to wait until/,
    ],
  ])('says so in one line when it gets %s', async (_name, reply, expected) => {
    const { outcome } = await fetchFrom([reply]);
    expect(outcome).toMatch(expected);
    expect(outcome).not.toContain(DEMO_API_KEY);
  });
});
