import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ProgramEnd, startProgram } from '../started-program';

const ROOT = resolve(__dirname, '..', '..');
const COPIED = ['bin', 'cli', 'lambda', 'lib', 'queries', 'simulators', 'package.json', 'tsconfig.json'];

/** A copy of the repository with detections and a cdk.json of somebody's own. */
export class Newcomer {
  private constructor(private readonly root: string) {}

  /** Copies what the command consists of into a folder. */
  static async in(root: string): Promise<Newcomer> {
    await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(root, name), { recursive: true })));
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    return new Newcomer(root);
  }

  /** Begins anew: no detections, and nothing in cdk.json. */
  async reset(): Promise<void> {
    await rm(join(this.root, 'detections'), { recursive: true, force: true });
    await this.write('cdk.json', '{}');
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, file)), { recursive: true });
    await writeFile(join(this.root, file), text);
  }

  /** Writes a detection of logins. `changes` is the text of fields. */
  async writeDetection(name: string, changes = ''): Promise<void> {
    const text = `import { defineDetection } from '../lambda/rules/define-detection';
export default defineDetection({
  id: 'Acme.${name}', name: 'x', logTypes: ['Atlassian.Audit'], severity: 'LOW', description: 'x', runbook: 'x',
  actions: ['user_login'],
  tests: [
    { name: 'a login', match: true, event: { attributes: { action: 'user_login' } } },
    { name: 'a logout', match: false, event: { attributes: { action: 'user_logout' } } },
  ],
  ${changes}
});
`;
    await this.write(`detections/${name}.ts`, text);
  }

  keepwatch(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ProgramEnd> {
    return startProgram(join(this.root, 'bin', 'cli.ts'), args, environment).ended;
  }
}
