import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { startProgram } from '../started-program';
import { type Deployment, STACK } from './deployment';

const MOST_SECONDS = 120;
const unnamed = z.object({ count: z.literal(0) });
const chains = z.array(z.object({ source: z.string(), captures: z.number(), faults: z.array(z.unknown()), unnamed }));
const findings = z.array(z.object({ level: z.string(), about: z.string(), says: z.string() }));

/** Both commands look at all that is deployed, and find what is known to be so. */
export async function looksGood(deployment: Deployment): Promise<void> {
  const verified = await run('verify');
  assert.equal(verified.code, 0, verified.err + verified.out);
  assert.deepEqual(
    chains.parse(JSON.parse(verified.out)).map(({ source, faults }) => [source, faults]),
    ['atlassian-main', 'deployment', 'panther-main'].map((source) => [source, []]),
  );

  const doctor = await run('doctor');
  const found = findings.parse(JSON.parse(doctor.out));
  const saidOf = (about: string) =>
    found.filter((one) => one.about === about).map(({ level, says }) => `${level}: ${says}`);
  assert.match(`${saidOf('stack')}`, /^good: Keepwatch is CREATE_COMPLETE/);
  assert.match(
    `${saidOf('archive')}`,
    new RegExp(`good: ${deployment.archiveBucket} locks each capture for 1,827 days`),
  );
  assert.deepEqual(saidOf('atlassian-main, schedule'), ['good: on: rate(1 minute)']);
  assert.match(`${saidOf('deployment, log')}`, /^good: capture \d+ is the newest/);
  // There is no CloudTrail here: the trail is on, and nothing would tell it anything.
  assert.match(`${saidOf('deployment trail')}`, /^bad: on, but no CloudTrail trail logs management events/);
  assert.equal(doctor.code, 1);
}

function run(command: string) {
  const args = [command, '--stack', STACK, '--json'];
  return startProgram('bin/cli.ts', args, { AWS_PROFILE: 'root' }, { timeout: MOST_SECONDS * 1_000 }).ended;
}
