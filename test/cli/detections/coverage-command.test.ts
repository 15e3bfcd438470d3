import { systemClock } from '../../../lambda/platform/clock';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { NASTY_TEXTS } from '../../hostile/hostile-json';
import { type ScriptedApi, startScriptedApi } from '../../lambda/sources/atlassian/scripted-api';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';

// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const { columns } = process.stdout;
beforeEach(() => {
  process.stdout.columns = 140;
  jest.replaceProperty(process, 'env', { ...process.env, ATLASSIAN_ORG_ID: '', ATLASSIAN_API_KEY: '' });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.stdout.columns = columns;
});

describe('detections coverage', () => {
  let simulator: AtlassianSimulator;
  beforeAll(async () => {
    simulator = await startAtlassianSimulator();
  });
  afterAll(() => simulator.stop());

  const coverage = (baseUrl: string, ...options: readonly string[]) =>
    keepwatch('detections', 'coverage', 'atlassian-main', '--api-base-url', baseUrl, ...options);

  it('lists what is waited for in vain, what could be on, and what nobody watches', async () => {
    const { actions, unknown, off, uncovered } = JSON.parse((await coverage(simulator.baseUrl, '--json')).out);
    expect(actions).toBeGreaterThan(135);
    const waitedFor = unknown.map(({ action }: { action: string }) => action);
    expect(waitedFor).toContain('export_api_tokens');
    expect(waitedFor).not.toContain('added_org_admin');
    expect(off).toEqual([{ detection: 'Atlassian.App.Installed', actions: ['marketplace_app_installed'] }]);
    const ids = uncovered.map(({ id }: { id: string }) => id);
    expect(ids).toContain('API_TOKEN_REVOKED');
    expect(ids).not.toContain('ADDED_ORG_ADMIN');
  });

  it('asks the simulated organization when it is the demo', async () => {
    const { out } = await keepwatch('detections', 'coverage', 'atlassian-main', '--demo', '--json');
    expect(JSON.parse(out)).toEqual(JSON.parse((await coverage(simulator.baseUrl, '--json')).out));
  });

  it('says of an API that does not answer what a person can do', async () => {
    const api = await startScriptedApi([]);
    await api.stop();
    jest.spyOn(systemClock, 'sleep').mockResolvedValue();
    const { failure } = await coverage(api.baseUrl);
    expect(failure).toMatch(/gave no usable answer in 5 attempts: .* Check the API's address and try again\.$/);
  });

  it('says of a Panther source that there is nothing to compare', async () => {
    const { failure } = await keepwatch('detections', 'coverage', 'panther-main');
    expect(failure).toBe('panther-main is a panther source, whose API has no list of actions.');
  });

  it('prints tables', async () => {
    const { out } = await coverage(simulator.baseUrl);
    expect(out).toMatch(/^export_api_tokens +Atlassian\.Token\.ListExported$/m);
    expect(out).toMatch(/^API_TOKEN_REVOKED +Api token revoked$/m);
  });

  it('says, as a program, why a key is refused, and not which', async () => {
    const environment = { ATLASSIAN_ORG_ID: 'org', ATLASSIAN_API_KEY: 'the-marked-key' };
    const args = ['detections', 'coverage', 'atlassian-main', '--api-base-url', simulator.baseUrl];
    const { out, err, code } = await startProgram('bin/cli.ts', args, environment).ended;
    expect([out, code]).toEqual(['', 1]);
    expect(err).toMatch(/^Failed: Atlassian answered 401 to the credential in the environment variables [^\n]*\n$/);
    expect(err).not.toContain('the-marked-key');
  });

  it('takes no half of a credential', async () => {
    jest.replaceProperty(process, 'env', { ...process.env, ATLASSIAN_ORG_ID: 'org', ATLASSIAN_API_KEY: ' ' });
    const { failure } = await coverage(simulator.baseUrl);
    expect(failure).toBe('Set ATLASSIAN_API_KEY too, or remove ATLASSIAN_ORG_ID from the environment.');
  });

  describe('of an API of its own kind', () => {
    let api: ScriptedApi;
    afterEach(() => api.stop());

    it('steers no terminal, whatever actions are called', async () => {
      const data = NASTY_TEXTS.map((text) => ({
        id: `policy ${text}`,
        attributes: { displayName: text, groupDisplayName: text },
      }));
      api = await startScriptedApi([{ status: 200, body: JSON.stringify({ data }) }]);
      for (const options of [[], ['--json']]) {
        const { out, failure } = await coverage(api.baseUrl, ...options);
        expect(failure).toBeUndefined();
        expect(out).toContain('forged');
        expect(out).not.toMatch(STEERING);
      }
    });
  });
});
