import { fetchEventActions } from '../../../../lambda/sources/atlassian/event-actions';
import { DEMO_API_KEY, DEMO_ORG_ID, startAtlassianSimulator } from '../../../../simulators/atlassian/simulator';
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

  it('asks for further pages by their cursor, at the same address, and never follows a link', async () => {
    const pageOf = (id: string, meta: object) =>
      JSON.stringify({ data: [{ id }], meta, links: { next: 'http://evil.example.com/' } });
    const { outcome, requests } = await fetchFrom([
      { status: 200, body: pageOf('A', { next: 'c&1' }) },
      { status: 200, body: pageOf('B', { next: 'c2' }) },
      { status: 200, body: pageOf('C', { next: 'c2' }) },
    ]);
    expect(outcome).toEqual(['A', 'B', 'C'].map((id) => ({ id, displayName: '', group: '' })));
    expect(requests.map(({ url }) => url.search)).toEqual(['', '?cursor=c%261', '?cursor=c2']);
    expect(new Set(requests.map(({ url }) => url.pathname))).toEqual(
      new Set([`/admin/v1/orgs/${DEMO_ORG_ID}/event-actions`]),
    );
  });

  it.each([
    ['an empty page', { data: [], meta: { next: 'c1' } }, 1],
    ['a null cursor', { data: [{ id: 'A' }], meta: { next: null } }, 1],
    ['the same cursor again', { data: [{ id: 'A' }], meta: { next: 'c1' } }, 2],
  ])('stops at %s', async (_name, page, expected) => {
    const { requests } = await fetchFrom([{ status: 200, body: JSON.stringify(page) }]);
    expect(requests).toHaveLength(expected);
  });

  it('gives up on an API that has a page after every page', async () => {
    let pages = 0;
    const { outcome, requests } = await fetchFrom([
      (_request, response) => {
        pages += 1;
        response.end(JSON.stringify({ data: [{ id: 'A' }], meta: { next: `c${pages}` } }));
      },
    ]);
    expect(outcome).toMatch(/ApiRefusedError: .* returned more than 100 pages of actions\./);
    expect(requests).toHaveLength(100);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a refused key',
      { status: 403, body: '' },
      /CredentialRejectedError: Atlassian answered 403 to the credential in the secret/,
    ],
    ['a redirect', { status: 302, body: '', headers: { location: '/elsewhere' } }, /ApiRefusedError: .* with 302/],
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
    [
      'more than it would read',
      { status: 200, body: Buffer.alloc(9 * 1024 * 1024, ' ') },
      /ApiUnavailableError: .*larger than 8388608 bytes/,
    ],
  ])('says so in one line when it gets %s', async (_name, reply, expected) => {
    const { outcome, requests } = await fetchFrom([reply]);
    expect(requests.filter(({ url }) => !url.pathname.endsWith('/event-actions'))).toEqual([]);
    expect(outcome).not.toMatch(/\n/);
    expect(outcome).toMatch(expected);
    expect(outcome).not.toContain(DEMO_API_KEY);
  });
});
