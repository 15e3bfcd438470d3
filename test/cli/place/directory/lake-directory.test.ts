import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkOwnOrEmpty,
  checkWritable,
  lakeDirectory,
  makeWritable,
} from '../../../../cli/place/directory/lake-directory';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-place-'));
});
afterEach(() => rm(folder, { recursive: true }));

const isRoot = process.getuid?.() === 0;

describe('the directory of a lake', () => {
  it('that does not exist, or is empty, is to be filled by start', async () => {
    for (const directory of [folder, join(folder, 'new one')]) {
      expect(() => lakeDirectory(directory)).toThrow(
        /^--lake: \S.* is not a directory that keepwatch start has filled\. To fill it, run npx keepwatch start --lake \S.*\.$/,
      );
    }
    await mkdir(join(folder, 'lake'));
    expect(lakeDirectory(folder)).toBe(join(folder, 'lake'));
  });

  it("with other people's files is not suggested for start", async () => {
    await writeFile(join(folder, 'passwd'), '');
    expect(() => lakeDirectory(folder)).toThrow(
      /is not a directory that keepwatch start has filled\. Use another directory\.$/,
    );
    expect(() => lakeDirectory(join(folder, 'passwd'))).toThrow(
      /is not a directory that keepwatch start has filled\. It is, or lies below, a file\.$/,
    );
  });

  it("with other people's files is refused, unless Keepwatch made a part of it", async () => {
    const check = () => checkOwnOrEmpty(folder);
    expect(check).not.toThrow();
    expect(() => checkOwnOrEmpty(join(folder, 'new'))).not.toThrow();

    await writeFile(join(folder, 'passwd'), '');
    expect(check).toThrow(
      `--lake: ${folder} holds other files and is not a Keepwatch directory. Name an empty or a new directory.`,
    );

    await mkdir(join(folder, 'secrets'));
    expect(check).not.toThrow();
  });

  it('that cannot be made fails at once, and says why', async () => {
    await writeFile(join(folder, 'file'), '');
    const file = join(folder, 'file', 'lake');

    await expect(makeWritable(file, file)).rejects.toThrow(/cannot be written to: it is, or lies below, a file\./);
    expect(() => checkWritable(file)).toThrow(/it is, or lies below, a file\./);
    expect(() => lakeDirectory(file)).toThrow(/is not a directory that keepwatch start has filled\. /);
  });

  // Only Linux has it: a folder in which no folder can be made, not even by root.
  const onLinux = process.platform === 'linux' ? it : it.failing;
  onLinux('below /proc ends, instead of trying for ever', async () => {
    await expect(makeWritable('/proc/keepwatch/lake', '/proc/keepwatch')).rejects.toThrow(
      '--lake: /proc/keepwatch cannot be written to: the system allows no new folder there. Name another directory.',
    );
    expect(() => checkWritable('/proc/keepwatch')).toThrow(/the system allows no new folder there/);
    expect(() => lakeDirectory('/proc/keepwatch')).toThrow(/has filled\. Use another directory/);
  });

  it('that is read-only is called that', async () => {
    await chmod(folder, 0o555);
    const making = makeWritable(join(folder, 'lake'), folder);
    // Root may write everywhere.
    if (isRoot) await making;
    else await expect(making).rejects.toThrow(/cannot be written to: you have no permission\. Name another directory/);
    expect(await readdir(folder)).toEqual(isRoot ? ['lake'] : []);
    await chmod(folder, 0o755);
  });
});
