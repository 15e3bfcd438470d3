import { httpGet } from '../../../lambda/platform/http';
import { type Reply, type ScriptedApi, startScriptedApi } from '../sources/atlassian/scripted-api';

let api: ScriptedApi;
afterEach(() => api.stop());

async function get(reply: Reply, limits = { timeoutMs: 10_000, mostBytes: 100 }) {
  api = await startScriptedApi([reply]);
  return httpGet(new URL(api.baseUrl), { authorization: 'Bearer key' }, limits);
}

describe('httpGet', () => {
  it('gives status, headers and body', async () => {
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

  it('takes a redirect for an answer', async () => {
    expect((await get({ status: 307, headers: { location: 'http://127.0.0.1:1/' } })).status).toBe(307);
  });

  it('says why there was no connection', async () => {
    api = await startScriptedApi([]);
    const gone = new URL(api.baseUrl);
    await api.stop();
    await expect(httpGet(gone, {}, { timeoutMs: 1000, mostBytes: 1 })).rejects.toThrow(
      /the connection failed \(.*ECONNREFUSED/,
    );
  });
});
