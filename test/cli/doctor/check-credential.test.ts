import { checkCredential } from '../../../cli/doctor/check-credential';
import type { Finding } from '../../../cli/doctor/finding';
import { Collecting } from '../../lambda/collect/collecting';
import { type Reply, type ScriptedApi, startScriptedApi } from '../../lambda/sources/atlassian/scripted-api';
import { ManualClock } from '../../manual-clock';
import { MemoryObjectStore } from '../../memory-object-store';

const KEY = 'the-marked-key';
const NOW = Date.parse('2026-11-25T12:00:00Z');

let api: ScriptedApi | undefined;
afterEach(() => api?.stop());

async function found(
  reply: Reply,
  entered: object = {},
  archive = new MemoryObjectStore(),
): Promise<readonly Finding[]> {
  await api?.stop();
  api = await startScriptedApi([reply]);
  const { baseUrl } = api;
  const text = JSON.stringify({ orgId: 'org-1', apiKey: KEY, ...entered });
  const secret = { name: 'the secret s', howToEnter: 'Enter it.', read: async () => text };
  const source = { name: 'atlassian-main', kind: 'atlassian', apiBaseUrl: baseUrl, secret, archive } as const;
  return checkCredential(source, new ManualClock(NOW), '');
}

const page = (records: readonly unknown[]) => ({ status: 200, body: JSON.stringify({ data: records, meta: {} }) });

describe('the check of a credential', () => {
  it('asks for half a year, once, and says that the API gives records', async () => {
    expect(await found(page([{ id: 'e-1' }]))).toEqual([
      expect.objectContaining({ level: 'good', says: 'the API accepts it and returns records' }),
      expect.objectContaining({ level: 'warning', says: expect.stringContaining('expiresAt is missing') }),
    ]);
    expect(api?.requests.map(({ url }) => Number(url.searchParams.get('from')))).toEqual([NOW - 180 * 86_400_000]);
  });

  it.each<[string, Reply, object, Partial<Finding>]>([
    [
      'a plan that returns nothing',
      page([]),
      {},
      { level: 'warning', says: 'the API accepts it, but returned no record of the last 180 days' },
    ],
    [
      'a limit that is reached',
      { status: 429, headers: { 'retry-after': '3600' } },
      {},
      { level: 'warning', says: 'the API said to wait until 2026-11-25T13:00:00.000Z' },
    ],
    [
      'a key that is refused',
      { status: 401 },
      {},
      { level: 'bad', says: expect.stringMatching(/^Atlassian answered 401/) },
    ],
    [
      'the placeholder',
      page([]),
      { orgId: 'REPLACE_ME' },
      { level: 'bad', says: expect.stringMatching(/still the placeholder.*Enter it\.$/) },
    ],
    ['no key', page([]), { apiKey: 1 }, { level: 'bad', says: expect.stringMatching(/apiKey: expected the API key/) }],
    [
      'an API that does not answer',
      (_request, response) => response.destroy(),
      {},
      {
        level: 'bad',
        about: 'atlassian-main, API',
        says: expect.stringMatching(
          /^no usable response: the connection failed .*\. The credential could not be checked$/,
        ),
        next: 'Check the network, the proxy and the address of the API, then run this command again.',
      },
    ],
  ])('tells of %s', async (_name, reply, entered, expected) => {
    const findings = await found(reply, entered);
    expect(findings[0]).toMatchObject(expected);
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });

  it('names the expiry that has passed beside a refusal', async () => {
    const findings = await found({ status: 401 }, { expiresAt: '2026-11-20' });
    expect(findings.map(({ level, says }) => `${level}: ${says}`)).toEqual([
      expect.stringMatching(/^bad: Atlassian answered 401/),
      'bad: it expired 6 days ago (expiresAt)',
    ]);
    expect(await found({ status: 401 }, { expiresAt: '2027-01-31' })).toHaveLength(1);
  });

  it.each([
    ['2026-11-25', 'bad', 'it expired 1 day ago (expiresAt)'],
    ['2026-11-26', 'warning', 'it expires in 0 days'],
    ['2026-12-09T11:59:59Z', 'warning', 'it expires in 13 days'],
    ['2026-12-09T12:00:00Z', 'good', 'it expires in 14 days'],
    ['next year', 'warning', 'expiresAt is missing or not a date: nothing can warn before the credential expires'],
  ])('tells when it ends: %s', async (expiresAt, level, says) => {
    const [, expiry] = await found(page([1]), { expiresAt });
    expect(expiry).toMatchObject({ level, says });
  });

  it('names a misspelt expiresAt', async () => {
    const [, expiry] = await found(page([1]), { expiresat: '2027-01-31' });
    expect(expiry?.says).toMatch(/warn before .* expires \(unknown field "expiresat", did you mean "expiresAt"\)$/);
  });

  it('says nothing against a credential when the archive cannot be read', async () => {
    const { archive } = new Collecting();
    archive.objects.set('captures/atlassian-main/000000000001.json.gz', Buffer.from('not gzip'));

    const findings = await found(page([{ id: 'e-1' }]), { expiresAt: '2026-11-19' }, archive);

    expect(findings.map(({ level, says }) => `${level}: ${says}`)).toEqual([
      'good: the API accepts it and returns records',
      'bad: it expired 7 days ago (expiresAt)',
    ]);
    expect((await found(page([1]), { expiresAt: '2027-01-31' }, archive))[2]).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('000000000001.json.gz'),
    });
  });

  it('warns when it is for another organization than was polled until now', async () => {
    const collecting = new Collecting();
    const poll = (orgId: string) =>
      found(page([{ id: 'e-1' }]), { orgId, expiresAt: '2027-01-31' }, collecting.archive);
    const first = await poll('org-1');
    collecting.api.feed = '/admin/v1/orgs/org-2/events-stream';
    collecting.add(collecting.clock.now());
    await collecting.run();

    const [same, another] = [await poll('org-2'), await poll('org-1')];

    expect([first, same].map((findings) => findings.map(({ level }) => level))).toEqual([
      ['good', 'good'],
      ['good', 'good'],
    ]);
    expect(another[2]).toMatchObject({
      level: 'warning',
      says: 'it is for /admin/v1/orgs/org-1/events-stream, but atlassian-main was polled from /admin/v1/orgs/org-2/events-stream until now',
    });
  });
});
