import type * as z from 'zod/mini';
import { DEPLOYMENT_SOURCE } from '../lambda/names';
import { valueAt } from './configuration-error';
import { DAYS, kindProblems, kmsKeyProblem } from './source-config';

// Each message completes the sentence "… is not allowed; use".

// One EventBridge pattern contains the names of all secrets and roles, and allows 2048 characters.
const MAX_SOURCES_WITH_TRAIL = 12;

/** A field of a source, and what is allowed there. */
type Problem = readonly [field: string, allowed: string];

/**
 * Problems between fields of the raw input, so that they are reported together with those of single fields. `region`:
 * where the stack is deployed, if that is known.
 */
export function fieldConflicts(input: unknown, region: string | undefined): z.core.$ZodIssueCustom[] {
  const list = valueAt(input, ['keepwatch', 'sources']);
  const sources: readonly unknown[] = Array.isArray(list) ? list : [];
  const issue = (path: PropertyKey[], message: string): z.core.$ZodIssueCustom => ({
    code: 'custom',
    path: ['keepwatch', ...path],
    message,
    input,
  });
  return [
    ...sources.flatMap((source, index) =>
      [
        ...nameProblems(source, sources.slice(0, index)),
        ...silenceProblems(source),
        ...problemsOfKind(source),
        ...keyProblems(source, region),
      ].map(([field, allowed]) => issue(['sources', index, field], allowed)),
    ),
    ...[...bucketProblems(input), ...trailProblems(input, sources.length)].map(([field, allowed]) =>
      issue(field.split('.'), allowed),
    ),
  ];
}

function nameProblems(source: unknown, earlier: readonly unknown[]): Problem[] {
  const name = valueAt(source, ['name']);
  const problems: Problem[] = [];
  if (name !== undefined && earlier.some((other) => withoutHyphens(other) === withoutHyphens(source))) {
    problems.push(['name', 'a name that differs from all others in more than hyphens']);
  }
  if (name === DEPLOYMENT_SOURCE) problems.push(['name', 'another name; the deployment trail has this one']);
  return problems;
}

// Logical ids have no hyphens, and commands find a source's resources by logical id.
function withoutHyphens(source: unknown): unknown {
  const name = valueAt(source, ['name']);
  return typeof name === 'string' ? name.replaceAll('-', '') : name;
}

function silenceProblems(source: unknown): Problem[] {
  const silence = valueAt(source, ['silenceMinutes']);
  const interval = valueAt(source, ['intervalMinutes']);
  const quietDays = valueAt(source, ['quietDays']);
  const hasQuietDays = Array.isArray(quietDays) && quietDays.length > 0;
  const longest = longestWorkingDays(quietDays) * 24 * 60;
  const problems: Problem[] = [];
  if (typeof silence === 'number' && hasQuietDays && silence > longest) {
    const allowed = `at most ${longest} minutes, the longest time between two quiet days; with more, the alarm never fires`;
    problems.push(['silenceMinutes', allowed]);
  }
  if (silence === false && hasQuietDays) {
    problems.push(['quietDays', '[]; with silenceMinutes false there is no Silence alarm']);
  }
  if (typeof silence === 'number' && typeof interval === 'number' && silence < interval) {
    const allowed = `at least the ${interval} minutes between two polls, or the alarm fires between them`;
    problems.push(['silenceMinutes', allowed]);
  }
  return problems;
}

// The longest run of days that are not quiet, in a repeating week.
function longestWorkingDays(quietDays: unknown): number {
  const quiet: readonly unknown[] = Array.isArray(quietDays) ? quietDays : [];
  const runs = [...DAYS, ...DAYS].map((day) => (quiet.includes(day) ? 'q' : 'w')).join('');
  return Math.min(7, Math.max(...runs.split('q').map(({ length }) => length)));
}

function problemsOfKind(source: unknown): readonly Problem[] {
  return kindProblems({
    kind: valueAt(source, ['kind']),
    intervalMinutes: valueAt(source, ['intervalMinutes']),
    lookbackDays: valueAt(source, ['lookbackDays']),
    apiBaseUrl: valueAt(source, ['apiBaseUrl']),
  });
}

function bucketProblems(input: unknown): Problem[] {
  const archive = valueAt(input, ['keepwatch', 'archive', 'bucketName']);
  const lake = valueAt(input, ['keepwatch', 'lake', 'bucketName']);
  if (lake === undefined) return [];
  // Its receipts and counts would be those of other captures with the same numbers.
  const alone = 'it together with archive.bucketName, the archive that this lake was made from';
  if (archive === undefined) return [['lake.bucketName', alone]];
  return archive === lake ? [['lake.bucketName', 'another bucket than archive.bucketName']] : [];
}

function keyProblems(source: unknown, region: string | undefined): readonly Problem[] {
  const allowed = kmsKeyProblem(valueAt(source, ['secretKmsKeyArn']), valueAt(source, ['secretName']), region);
  return allowed === undefined ? [] : [['secretKmsKeyArn', allowed]];
}

function trailProblems(input: unknown, sources: number): Problem[] {
  const isEnabled = valueAt(input, ['keepwatch', 'deploymentTrail', 'enabled']) === true;
  const createsCloudTrail = valueAt(input, ['keepwatch', 'deploymentTrail', 'createCloudTrail']) === true;
  const problems: Problem[] = [];
  if (createsCloudTrail && !isEnabled) {
    const allowed = 'false, or set "enabled": true beside it; only the deployment trail needs it';
    problems.push(['deploymentTrail.createCloudTrail', allowed]);
  }
  if (isEnabled && sources > MAX_SOURCES_WITH_TRAIL) {
    const allowed = `at most ${MAX_SOURCES_WITH_TRAIL} sources with a deployment trail, whose event patterns contain their names; deploy the others in a second stack`;
    problems.push(['sources', allowed]);
  }
  return problems;
}
