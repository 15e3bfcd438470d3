import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** Runs the CDK app as the CDK command does, with this context, nothing bundled. */
function runApp(context: Record<string, unknown>, directory = root) {
  const program = ['--import', 'tsx', path.join('bin', 'keepwatch.ts')];
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_VALIDATION: 'false' };
  return spawnSync(process.execPath, program, { cwd: directory, env, encoding: 'utf8' });
}

describe('the CDK app', () => {
  it('prints what is wrong with the configuration, one line each and no stack, and fails', () => {
    // Act
    const { status, stderr } = runApp({ keepwatch: '{"archive":{"retentionDays":0}}', alertEmail: 'nobody' });

    // Assess
    expect(stderr.trimEnd().split('\n')).toEqual([
      'keepwatch.archive.retentionDays: 0 is not allowed; use a whole number of days from 200 to 36500',
      'alertEmail: "nobody" is not allowed; use an email address such as you@example.com',
    ]);
    expect(status).toBe(1);
  });
});

describe('the CDK app of somebody who adds a detection', () => {
  // In a copy: the folder of rules is everybody's.
  let directory: string;
  const add = (file: string, definition: string) => {
    const target = path.join(directory, 'detections', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, definition);
  };
  const definition = (id: string) => `import { defineDetection } from '../../lambda/rules/define-detection';
    export default defineDetection({
      id: '${id}',
      name: 'A door was opened',
      logTypes: ['Atlassian.Audit'],
      severity: 'LOW',
      description: 'Somebody opened a door.',
      runbook: 'Close it.',
      actions: ['door_opened'],
      tests: [],
    });`;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'keepwatch-app-'));
    for (const name of [
      'bin',
      'lib',
      'lambda',
      'local',
      'detections',
      'queries',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
    ]) {
      cpSync(path.join(root, name), path.join(directory, name), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('takes it into the index that is bundled, and lets the configuration name it and its pack', () => {
    // Prepare
    add('acme/door.ts', definition('Acme.Door.Opened'));
    const detections = { packs: { acme: false }, overrides: { 'Acme.Door.Opened': { enabled: true } } };

    // Act
    const { status, stderr } = runApp({ keepwatch: { detections }, alertEmail: 'you@example.com' }, directory);

    // Assess
    expect([status, stderr]).toEqual([0, '']);
    expect(readFileSync(path.join(directory, 'detections', 'index.ts'), 'utf8')).toContain("from './acme/door';");
  });

  it('says of each that cannot be used which file and id it is and what is wrong, and fails', () => {
    // Prepare
    add('acme/door.ts', definition('door'));
    add('acme/twin.ts', definition('Atlassian.Org.AdminAdded'));
    add('acme/window.ts', 'export const id = "Acme.Window.Opened";');

    // Act
    const { status, stderr } = runApp({ alertEmail: 'you@example.com' }, directory);

    // Assess
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^detections\/acme\/door\.ts \(door\): id: capitalised words/),
      expect.stringMatching(/^detections\/acme\/window\.ts: it has no default export; end it with/),
      expect.stringMatching(/\(Atlassian\.Org\.AdminAdded\): detections\/acme\/twin\.ts has this id too/),
    ]);
    expect(status).toBe(1);
  });
});
