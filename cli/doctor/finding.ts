import { KeepwatchError } from '../../lambda/errors';
import { awsProblem, failureReason } from '../place/stack/aws-failure';
import { onOutput } from '../terminal/colours';
import { pluralize } from '../terminal/figures';
import { hangingText } from '../terminal/hanging-text';
import { terminalText } from '../terminal/terminal-text';

/** How it is with one thing. */
export type Level = 'good' | 'warning' | 'bad';

/** One thing that was looked at. */
export interface Finding {
  readonly level: Level;
  /** What was looked at, such as `atlassian-main, credential`. */
  readonly about: string;
  readonly says: string;
  /** What to do, when it is not good. */
  readonly next: string | undefined;
}

/** Nothing to do. */
export function good(about: string, says: string): Finding {
  return { level: 'good', about, says, next: undefined };
}

/** It works, and somebody should do something before it does not. */
export function warning(about: string, says: string, next: string): Finding {
  return { level: 'warning', about, says, next: next || undefined };
}

/** It does not work. */
export function bad(about: string, says: string, next: string): Finding {
  return { level: 'bad', about, says, next: next || undefined };
}

/** Whether any of it does not work. */
export function isBad(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'bad');
}

/** Stands in an advice where a command has to say what it is about. */
export const PLACE = '{place}';

/** Findings whose commands say what they are about, such as ` --lake DIR`. */
export function placed(findings: readonly Finding[], place: string): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, next: finding.next?.replaceAll(PLACE, place) }));
}

/** What a check found, or that it could not be made: a doctor goes on. */
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

/** Findings for a person, in their order, and how many of them ask for something. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, about, says, next }) => [
    hangingText(
      `${COLOURS[level](level.padEnd(7))}  `,
      `${onOutput.bold(terminalText(about, LONGEST))}: ${terminalText(says, LONGEST)}`,
    ),
    ...(next ? [hangingText('         ', terminalText(next, LONGEST))] : []),
  ]);
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [bads, warnings] = [count('bad'), count('warning')];
  const summary = bads + warnings === 0 ? 'Everything looks good.' : `${bads} bad, ${pluralize(warnings, 'warning')}.`;
  return [...lines, '', bads > 0 ? onOutput.red(summary) : summary].join('\n');
}
