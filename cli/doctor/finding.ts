import { KeepwatchError } from '../../lambda/errors';
import { awsProblem, failureReason } from '../place/stack/aws-failure';
import { onOutput } from '../terminal/colours';
import { pluralize } from '../terminal/figures';
import { hangingText } from '../terminal/hanging-text';
import { terminalText } from '../terminal/terminal-text';

/** Result of a check. */
export type Level = 'good' | 'warning' | 'bad';

/** What one check found. */
export interface Finding {
  readonly level: Level;
  /** What was checked, such as `atlassian-main, credential`. */
  readonly about: string;
  readonly says: string;
  /** What to do, when it is not good. */
  readonly next: string | undefined;
  /** A command of another program that does it, to copy. */
  readonly command?: string | undefined;
  /** What to do, step by step. */
  readonly steps?: readonly Step[];
}

/** A step of a repair. */
export interface Step {
  readonly says: string;
  /** To copy, in their order. Each is printed as one line. */
  readonly commands: readonly string[];
}

/** Nothing to do. */
export function good(about: string, says: string): Finding {
  return { level: 'good', about, says, next: undefined };
}

/** It works, but needs attention. */
export function warning(about: string, says: string, next: string): Finding {
  return { level: 'warning', about, says, next: next || undefined };
}

/** It does not work. */
export function bad(about: string, says: string, next: string): Finding {
  return { level: 'bad', about, says, next: next || undefined };
}

/** Whether any finding is bad. */
export function isBad(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'bad');
}

/** Placeholder in an advice for `--lake` or `--stack`. */
export const PLACE = '{place}';

/** Findings with the placeholder replaced, such as by ` --lake DIR`. */
export function placed(findings: readonly Finding[], place: string): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, next: finding.next?.replaceAll(PLACE, place) }));
}

/** What a check found, or why it failed. One failed check stops no other. */
export async function checked(
  about: string,
  check: () => Promise<readonly Finding[]>,
  advice: string,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    // Keepwatch's own errors say what to do, and so does a problem with AWS access.
    const reason = failureReason(error);
    if (error instanceof KeepwatchError) return [bad(about, reason, '')];
    return [bad(about, `could not be checked: ${reason}`, awsProblem(error) === undefined ? advice : '')];
  }
}

const COLOURS = { good: onOutput.green, warning: onOutput.yellow, bad: onOutput.red } as const;
const LONGEST = 1000;
// Longer than the longest bucket policy.
const LONGEST_COMMAND = 40_000;

/** Findings as text, in their order, and how many are bad or warnings. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, about, says, next, command, steps = [] }) => [
    hangingText(
      `${COLOURS[level](level.padEnd(7))}  `,
      `${onOutput.bold(terminalText(about, LONGEST))}: ${terminalText(says, LONGEST)}`,
    ),
    ...(next ? [hangingText('         ', terminalText(next, LONGEST))] : []),
    // Not wrapped, so that it can be copied.
    ...(command ? [`         ${terminalText(command, LONGEST_COMMAND)}`] : []),
    ...steps.flatMap(({ says, commands }) => [
      hangingText('         ', terminalText(says, LONGEST)),
      ...commands.map((command) => `           ${terminalText(command, LONGEST)}`),
    ]),
  ]);
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [bads, warnings] = [count('bad'), count('warning')];
  const summary = bads + warnings === 0 ? 'Everything looks good.' : `${bads} bad, ${pluralize(warnings, 'warning')}.`;
  return [...lines, '', bads > 0 ? onOutput.red(summary) : summary].join('\n');
}
