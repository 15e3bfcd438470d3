import { httpGet } from '../../../lambda/platform/http';
import { type Reply, type ScriptedApi, startScriptedApi } from '../sources/atlassian/scripted-api';

let api: ScriptedApi;
afterEach(async () => {
  jest.restoreAllMocks();
  await api.stop();
});

async function get(reply: Reply, limits = { timeoutMs: 10_000, mostBytes: 100 }) {
  api = await startScriptedApi([reply]);
  return httpGet(new URL(api.baseUrl), { authorization: 'Bearer key' }, limits);
}

describe('httpGet', () => {
  it('returns status, headers and body', async () => {
    const { status, headers, body } = await get({ status: 418, headers: { 'x-a': 'b' }, body: 'tea' });
    expect([status, headers.get('x-a'), Buffer.from(body).toString()]).toEqual([418, 'b', 'tea']);
  });

  it.each<[string, Reply]>([
    ['no answer comes', () => {}],
    ['an answer begins and does not end', (_request, response) => void response.writeHead(200).write('x')],
  ])('ends after its time when %s', async (_name, reply) => {
    await expect(get(reply, { timeoutMs: 50, mostBytes: 100 })).rejects.toThrow('no answer within 0.05 s');
  });

  it('ends when a body grows beyond its limit', async () => {
    const endless: Reply = (_request, response) => {
      const write = () => response.destroyed || response.write('x'.repeat(60), () => setImmediate(write));
      response.writeHead(200);
      write();
    };
    await expect(get(endless)).rejects.toThrow('its answer is larger than 100 bytes');
  });

  it('returns a redirect', async () => {
    expect((await get({ status: 307, headers: { location: 'http://127.0.0.1:1/' } })).status).toBe(307);
  });

  it('reports why there was no connection', async () => {
    api = await startScriptedApi([]);
    const gone = new URL(api.baseUrl);
    await api.stop();
    await expect(httpGet(gone, {}, { timeoutMs: 1000, mostBytes: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/the connection failed \(.*ECONNREFUSED/),
      unsent: true,
    });
  });

  it.each<[boolean, string, string]>([
    [true, 'a name that nobody knows', 'ENOTFOUND'],
    [true, 'a port that nobody listens on', 'ECONNREFUSED'],
    [true, 'no connection in its time', 'UND_ERR_CONNECT_TIMEOUT'],
    [true, 'a certificate that has expired', 'CERT_HAS_EXPIRED'],
    [true, 'a certificate of another host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [true, 'a certificate of nobody known', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [true, 'a certificate of an unknown authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [false, 'a connection that was reset', 'ECONNRESET'],
    [false, 'a connection that was closed', 'UND_ERR_SOCKET'],
    [false, 'headers that do not come', 'UND_ERR_HEADERS_TIMEOUT'],
  ])('knows whether the request was unsent: %s of %s', async (unsent, _name, code) => {
    const cause = Object.assign(new Error('why'), { code });
    jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed', { cause }));
    await expect(get({ status: 200 })).rejects.toMatchObject({ message: 'the connection failed (why)', unsent });
  });

  it('does not call a request unsent that may have arrived', async () => {
    await expect(get((request) => request.socket.destroy())).rejects.toMatchObject({ unsent: false });
  });
});
