import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** Runs the CDK app as the CDK command does, with this context. */
function runApp(context: Record<string, unknown>) {
  const program = ['--import', 'tsx', path.join('bin', 'keepwatch.ts')];
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) };
  return spawnSync(process.execPath, program, { cwd: root, env, encoding: 'utf8' });
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
