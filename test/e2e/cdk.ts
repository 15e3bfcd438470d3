import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../processes';
import { STACK } from './deployment';
import { readTemplate, type Template } from './template';

/** The CDK's own command, as a person uses it, with the app of `cdk.json`. */
export class Cdk {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #context: readonly string[];

  /** What it writes goes into the folder: the assembly, its log, what it remembers. */
  constructor(folder: string, environment: NodeJS.ProcessEnv, context: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#environment = { ...environment, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' };
    this.#context = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  }

  /** Runs one of its commands and gives what it said. */
  run(...command: readonly string[]): Promise<string> {
    const args = [...command, ...this.#context, '--output', join(this.#folder, 'cdk.out'), '--no-notices'];
    return runProgram('node_modules/.bin/cdk', args, {
      environment: this.#environment,
      log: join(this.#folder, 'cdk.log'),
    });
  }

  /** The template that was deployed last. */
  async template(): Promise<Template> {
    return readTemplate(await readFile(join(this.#folder, 'cdk.out', `${STACK}.template.json`), 'utf8'));
  }
}
