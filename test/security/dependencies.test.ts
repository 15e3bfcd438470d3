import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const packageSchema = z.object({
  dev: z.optional(z.boolean()),
  integrity: z.optional(z.string()),
  resolved: z.optional(z.string()),
  inBundle: z.optional(z.boolean()),
  hasInstallScript: z.optional(z.boolean()),
  license: z.optional(z.string()),
});
const lock = z
  .object({ packages: z.record(z.string(), packageSchema) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
/** What runs in Lambda or synthesises the stack; the rest checks and deploys. */
const production = packages.filter(([, { dev }]) => dev !== true);

/** Licences that ask for a notice at most. Of two to choose from, one suffices. */
const LICENSES = ['Apache-2.0', 'MIT', 'ISC', '0BSD', 'BlueOak-1.0.0', '(MIT OR GPL-3.0-or-later)'];

/** Production packages that run a program when they are installed, and why they may. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  'node_modules/esbuild': 'Puts its native program in place. `npm ci --ignore-scripts` works as well.',
};

describe('the lock file', () => {
  it('has a digest for each package, or for the package that contains it', () => {
    expect(packages.length).toBeGreaterThan(400);
    const without = packages.filter(([, { integrity, inBundle }]) => inBundle !== true && integrity === undefined);
    expect(without).toEqual([]);
    expect(packages.filter(([, { integrity = 'sha512-' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
  });

  it('names at most one registry, with TLS: no package comes from elsewhere', () => {
    const origins = new Set(packages.flatMap(([, { resolved }]) => (resolved ? new URL(resolved).origin : [])));
    expect(origins.size).toBeLessThanOrEqual(1);
    expect([...origins].filter((origin) => !origin.startsWith('https://'))).toEqual([]);
  });
});

describe('the production dependencies', () => {
  it('have permissive licences', () => {
    expect(production.length).toBeGreaterThan(50);
    expect(production.filter(([, { license = 'none' }]) => !LICENSES.includes(license))).toEqual([]);
  });

  it('run no program at installation, except for a listed reason', () => {
    const running = production.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path);
    expect(running).toEqual(Object.keys(INSTALL_SCRIPTS));
  });
});
