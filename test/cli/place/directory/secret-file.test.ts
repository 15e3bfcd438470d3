import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directorySource } from '../../../../cli/place/directory/directory-source';
import { SecretFile } from '../../../../cli/place/directory/secret-file';

const SOURCE = 'atlassian-main';
const LOOPBACK = 'http://127.0.0.1:8080/admin';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keepwatch-secret-'));
});
afterEach(() => rm(directory, { recursive: true }));

const inSecrets = (...path: string[]) => join(directory, 'secrets', ...path);
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('the credential of a directory', () => {
  it('may be read by its owner alone, whatever was there before, and is in nobody’s version control', async () => {
    await mkdir(inSecrets());
    await chmod(inSecrets(), 0o755);
    await writeFile(inSecrets(`${SOURCE}.json`), 'old', { mode: 0o644 });

    await new SecretFile(directory, SOURCE).write('new');

    expect(await new SecretFile(directory, SOURCE).read()).toBe('new');
    expect([await modeOf(inSecrets()), await modeOf(inSecrets(`${SOURCE}.json`))]).toEqual(['700', '600']);
    expect((await readdir(inSecrets())).sort()).toEqual(['.gitignore', `${SOURCE}.json`]);
    expect(await readFile(inSecrets('.gitignore'), 'utf8')).toBe('*\n');
  });

  it('goes nowhere else: not through a link in its place, and not through one in that of its folder', async () => {
    const elsewhere = join(directory, 'elsewhere');
    await mkdir(inSecrets());
    await symlink(elsewhere, inSecrets(`${SOURCE}.json`));
    await new SecretFile(directory, SOURCE).write('new');
    await expect(readFile(elsewhere)).rejects.toThrow(/ENOENT/);

    await rm(inSecrets(), { recursive: true });
    await mkdir(elsewhere);
    await symlink(elsewhere, inSecrets());
    await expect(new SecretFile(directory, SOURCE).write('new')).rejects.toThrow(
      /secrets is a link to another place\. Delete it/,
    );
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it.each<[string, string | undefined, string | undefined, boolean]>([
    ['the vendor, when nothing else is said', undefined, undefined, true],
    ['the vendor, when it is named', undefined, 'https://api.atlassian.com/admin', true],
    ['no other than the vendor', undefined, LOOPBACK, false],
    ['where it was entered for, when nothing else is said', LOOPBACK, undefined, true],
    ['where it was entered for, when that is named', LOOPBACK, LOOPBACK, true],
    ['nobody else on this machine', LOOPBACK, 'http://127.0.0.1:8081/admin', false],
    ['not the vendor when it is another’s', LOOPBACK, 'https://api.atlassian.com/admin', false],
  ])('is sent to %s', async (_name, enteredFor, address, isSent) => {
    const credential = { orgId: 'o-1', apiKey: 'k', ...(enteredFor === undefined ? {} : { apiBaseUrl: enteredFor }) };
    await new SecretFile(directory, SOURCE).write(JSON.stringify(credential));

    const source = () => directorySource(SOURCE, directory, address, {});

    if (isSent) expect(source().apiBaseUrl).toBe(enteredFor);
    else expect(source).toThrow(/^--api-base-url: the credential in .* is for .* and is sent to no other/);
  });

  it('is asked for where there is none', () => {
    expect(() => directorySource(SOURCE, directory, undefined, {})).toThrow(
      /^atlassian-main has no credential\. To enter a credential, run npx keepwatch connect atlassian-main --lake \S+\. Or set ATLASSIAN_ORG_ID and/,
    );
    expect(() => directorySource('atlassian-demo', directory, undefined, {})).toThrow(
      /^atlassian-demo belongs to the demo: its API runs only during start\. Available: /,
    );
    expect(() => directorySource('jira', directory, undefined, {})).toThrow(/^Unknown source jira\. Available: /);
  });
});
