import { CredentialRejectedError } from '../../../../lambda/errors';
import { done, errors, type OpenedSource, openSource, since, started } from './panther-replies';
import { startScriptedPanther } from './scripted-panther';

let opened: OpenedSource;
afterEach(() => opened.api.stop());

async function sourceWith(...given: Parameters<typeof openSource>) {
  opened = await openSource(...given);
  return opened;
}
const asked = () => opened.asked();

describe('the credential of PantherSource', () => {
  it.each([401, 403])('fails loudly on %d, having read the secret once more', async (status) => {
    const { source, reads } = await sourceWith([errors('Unauthorized', status)]);
    const failure = source.fetchPage(since, Infinity);
    await expect(failure).rejects.toThrow(CredentialRejectedError);
    await expect(failure).rejects.toThrow(
      new RegExp(`^Panther answered ${status} to the credential in the secret test: .*Enter it\\.$`),
    );
    expect([reads(), asked()]).toEqual([2, ['Start']]);
  });

  it('goes on with the key that was rotated meanwhile', async () => {
    const { source, reads } = await sourceWith(
      [started, { status: 401 }, done, { status: 401 }],
      ['{"apiHost":"API","apiKey":"old"}', '{"apiHost":" API\\n","apiKey":" new\\n","expiresAt":"2027-01-01"}'],
    );
    expect(await source.fetchPage(since, Infinity)).toMatchObject({ kind: 'page' });
    expect(opened.api.operations.map(({ headers }) => headers['x-api-key'])).toEqual(['old', 'old', 'new']);
    // The second refusal is final: the secret was read again already.
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(/Panther answered 401/);
    expect(reads()).toBe(2);
  });

  it('follows no redirect', async () => {
    const elsewhere = await startScriptedPanther([started]);
    const { source } = await sourceWith([{ status: 307, headers: { location: `${elsewhere.baseUrl}/x` } }]);
    await expect(source.fetchPage(since, Infinity)).rejects.toThrow(
      /a redirect, which is never followed with a credential/,
    );
    expect(elsewhere.operations).toEqual([]);
    await elsewhere.stop();
  });

  it('says whose feed it reads', async () => {
    const { source } = await sourceWith([], ['{"apiHost":"api.Acme.runpanther.net","apiKey":"key"}']);
    expect(await source.feed()).toBe('/public/graphql panther_logs.public.panther_audit at api.acme.runpanther.net');
  });

  it.each<[string, string, RegExp]>([
    ['the placeholder', '{"apiHost":"REPLACE_ME","apiKey":"REPLACE_ME"}', /still the placeholder/],
    ['a half', '{"apiHost":"api.acme.runpanther.net","apiKey":"REPLACE_ME"}', /still the placeholder/],
    ['the other half', '{"apiHost":"REPLACE_ME","apiKey":"secret-1"}', /still the placeholder/],
    ['no JSON', 'secret-1', /expected an object with apiHost and apiKey/],
    ['no key', '{"apiHost":"api.acme.runpanther.net"}', /apiKey: expected the API key/],
    ['a key with a line break', '{"apiHost":"API","apiKey":"secret-1\\r\\nx: y"}', /apiKey: expected the API key/],
    ['no host', '{"apiKey":"secret-1"}', /apiHost: expected the name/],
    ...[
      'https://api.acme.runpanther.net',
      'acme.runpanther.net',
      'api.acme.runpanther.net:8443',
      'api.acme.runpanther.net/x',
      'user@api.acme.runpanther.net',
      'api.acme.runpanther.net@example.com',
      'api.acme..net',
      'api.-acme.net',
      'api.acme.net.',
      'api.169.254.169.254',
      'api.acme.0x7f',
      'api.net',
      '169.254.169.254',
      '[::1]',
      'api.äcme.net',
      `api.${'a.'.repeat(130)}net`,
      'http://api.acme.runpanther.net',
      'http://127.0.0.1.example.com',
      'http://127.0.0.1:99999',
      'http://127.0.0.1:80/x',
      'http://u@127.0.0.1',
    ].map((host): [string, string, RegExp] => [
      `the host ${host}`,
      JSON.stringify({ apiHost: host, apiKey: 'secret-1' }),
      /apiHost: expected the name of the API's host/,
    ]),
  ])('is refused when it is %s, naming the secret and the field, never a value', async (_name, value, expected) => {
    const { source } = await sourceWith([started], [value]);
    const failure = source.fetchPage(since, Infinity);
    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.toThrow(/^The credential in the secret test cannot be used: .*Enter it\.$/);
    await expect(failure).rejects.not.toThrow(/secret-1|acme|169\.254|127\.0/);
    expect(asked()).toEqual([]);
  });
});
