import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { someOf } from '../depth';

const root = path.join(__dirname, '..', '..');
const CDK_JSON: { readonly context: Record<string, unknown> } = JSON.parse(
  readFileSync(path.join(root, 'cdk.json'), 'utf8'),
);

/** Where the app runs, and where it writes the template. */
interface Places {
  /** @default this checkout */
  readonly directory?: string;
  /** @default none: the app builds its constructs and writes no template */
  readonly output?: string;
}

/** Runs the CDK app as the CDK command does, with this context, nothing bundled. */
function runApp(context: Record<string, unknown>, { directory = root, output }: Places = {}) {
  const program = ['--require', 'tsx/cjs', path.join('bin', 'keepwatch.ts')];
  const env = {
    ...process.env,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
    CDK_VALIDATION: 'false',
    ...(output === undefined ? {} : { CDK_OUTDIR: output }),
  };
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

  it('refuses each mistyped context key and field, and names the nearest', () => {
    // Act
    const { status, stderr } = runApp({
      alertMail: 'you@example.com',
      alertEmails: 'you@example.com',
      stackname: 'Audit',
      keepwach: {},
      keepwatch: { alertMails: ['you@example.com'] },
    });

    // Assess
    const recipients = 'Or list recipients in cdk.json: keepwatch.alertEmails';
    const available = 'Available: keepwatch, alertEmail, stackName';
    expect(stderr.trimEnd().split('\n')).toEqual([
      `alertMail: unknown context key (did you mean alertEmail?). ${recipients}`,
      `alertEmails: unknown context key (did you mean alertEmail?). ${recipients}`,
      `stackname: unknown context key (did you mean stackName?). ${available}`,
      `keepwach: unknown context key (did you mean keepwatch?). ${available}`,
      expect.stringMatching(
        /^keepwatch\.alertMails: unknown field \(did you mean alertEmails\?\)\. Available: alertEmails, /,
      ),
    ]);
    expect(status).toBe(1);
  });

  describe('when it writes the template', () => {
    let output: string;
    beforeEach(() => {
      output = mkdtempSync(path.join(tmpdir(), 'keepwatch-template-'));
    });
    afterEach(() => rmSync(output, { recursive: true }));

    const withRecipient = { keepwatch: { alertEmails: ['you@example.com'] } };
    const ofTheCdk = {
      'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'],
      'aws:cdk:enable-path-metadata': true,
    };
    it.each(
      someOf<[string, Record<string, unknown>, RegExp]>(
        [
          [
            'about cdk.json as it is committed: no recipient',
            {},
            /No alert or alarm will reach anybody, .*: keepwatch\.alertEmails in cdk\.json is empty\.[\s\S]*keepwatch:no-alert-recipient/,
          ],
          [
            'about -c alertEmail: the next deployment without it removes the subscription',
            { alertEmail: 'you@example.com' },
            /without -c alertEmail removes the subscription of you@example\.com\.[\s\S]*keepwatch:alert-recipient-not-saved/,
          ],
          [
            "about nothing with a recipient in cdk.json, beside the CDK's own context keys",
            { ...withRecipient, ...ofTheCdk },
            /^$/,
          ],
        ],
        3,
      ),
    )('warns %s', (_about, context, warning) => {
      // Act
      const { status, stderr } = runApp({ ...CDK_JSON.context, ...context }, { output });

      // Assess
      expect(stderr).toMatch(warning);
      expect(status).toBe(0);
    });
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
      'cli',
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
    const { status, stderr } = runApp({ keepwatch: { alertEmails: ['you@example.com'], detections } }, { directory });

    // Assess
    expect([status, stderr]).toEqual([0, '']);
    expect(readFileSync(path.join(directory, 'detections', 'index.js'), 'utf8')).toContain("from './acme/door';");
  });

  it('says of each that cannot be used which file and id it is and what is wrong, and fails', () => {
    // Prepare
    add('acme/door.ts', definition('door'));
    add('acme/twin.ts', definition('Atlassian.Org.AdminAdded'));
    add('acme/window.ts', 'export const id = "Acme.Window.Opened";');

    // Act
    const { status, stderr } = runApp({}, { directory });

    // Assess
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^detections\/acme\/door\.ts \(door\): id: expected capitalised words/),
      expect.stringMatching(/^detections\/acme\/window\.ts: no default export: end the file with/),
      expect.stringMatching(/\(Atlassian\.Org\.AdminAdded\): detections\/acme\/twin\.ts has the same id/),
    ]);
    expect(status).toBe(1);
  });
});
