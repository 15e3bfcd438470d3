import { copyFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { runProgram } from '../../processes';
import { installOnce } from '../install-once';
import type { RefereeContext } from '../referee';

/** The release of Node.js 24 that stands in for Lambda's runtime `nodejs24.x`. */
export const NODE_VERSION = '24.21.0';

/** The program that the npm package `node` installs for this machine. Installed directly, it is exact and runs no script. */
export async function installNode({ cache, log }: RefereeContext): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const installed = await installOnce(cache, {
    name: 'node24',
    pins: `${name}@${NODE_VERSION}`,
    async install(folder) {
      const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
      const args = ['install', '--prefix', folder, ...options, `${name}@${NODE_VERSION}`];
      await runProgram('npm', args, { environment: process.env, directory: folder, log });
    },
  });
  return join(installed, 'node_modules', name, 'bin', 'node');
}

const version = z.literal(`v${NODE_VERSION}`);
const failureSchema = z.object({ version, failure: z.string() });
const figuresSchema = z.object({
  version,
  loadMs: z.number(),
  loadedMegabytes: z.number(),
  runMs: z.number(),
  peakMegabytes: z.number(),
  warnings: z.array(z.string()),
});

/** What one invocation took, and the warnings of Node.js; or the error with which it failed. */
export type Outcome = Readonly<z.infer<typeof failureSchema> | z.infer<typeof figuresSchema>>;

/** Runs bundles in a process each, as Lambda does after a cold start. */
export class LambdaRuntime {
  readonly #node: string;
  readonly #folder: string;
  readonly #log: string;

  /** Works in a folder outside the checkout: a bundle that needs a package must not find it. */
  constructor(node: string, { folder, log }: RefereeContext) {
    this.#node = node;
    this.#folder = folder;
    this.#log = log;
    const above = parents(folder).find((parent) => existsSync(join(parent, 'node_modules')));
    if (above !== undefined)
      throw new Error(`${above} has node_modules, where bundles in ${folder} would find packages.`);
    copyFileSync(join(__dirname, 'invoke.mts'), join(folder, 'invoke.mts'));
  }

  /** Loads the bundle and calls its handler. */
  async invoke(bundle: string, environment: NodeJS.ProcessEnv, event: object): Promise<Outcome> {
    const result = join(this.#folder, 'result.json');
    await runProgram(this.#node, [join(this.#folder, 'invoke.mts'), bundle, JSON.stringify(event), result], {
      // Nothing of this machine: no NODE_PATH, and no packages in the home folder.
      environment: { HOME: this.#folder, LAMBDA_TASK_ROOT: dirname(bundle), ...environment },
      directory: this.#folder,
      log: this.#log,
    });
    return z.union([failureSchema, figuresSchema]).parse(JSON.parse(await readFile(result, 'utf8')));
  }
}

function parents(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...parents(dirname(folder))];
}
