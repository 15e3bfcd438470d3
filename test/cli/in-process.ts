import { Readable } from 'node:stream';
import type { Configuration } from '../../cli/command';
import type { SourceAccess } from '../../cli/place/source-access';
import { runProgram } from '../../cli/program';

/** What a command did without a process of its own. */
export interface Ran {
  readonly out: string;
  /** The message of what it threw; undefined when it threw nothing. */
  readonly failure: string | undefined;
  readonly exitCode: typeof process.exitCode;
}

/** The sources of the configuration. */
export const SOURCES: readonly SourceAccess[] = [
  {
    name: 'atlassian-main',
    kind: 'atlassian',
    secretName: 'keepwatch/atlassian-main',
    intervalMinutes: 5,
    silenceMinutes: 1440,
  },
  {
    name: 'panther-main',
    kind: 'panther',
    secretName: 'keepwatch/panther-main',
    intervalMinutes: 5,
    silenceMinutes: 1440,
  },
];

/** The configuration with these sources. */
export const CONFIGURATION: Configuration = {
  sources: () => SOURCES,
  buckets: () => ({ retentionDays: 1827, lockMode: 'GOVERNANCE', resultDays: 30 }),
};

/** Runs the operator's command here, where a clock can be set and a process need not be started. */
export function keepwatch(...args: readonly string[]): Promise<Ran> {
  return keepwatchGiven('', ...args);
}

/** The same, with what a script gives on standard input. */
export async function keepwatchGiven(input: string, ...args: readonly string[]): Promise<Ran> {
  let out = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  const before = process.exitCode;
  try {
    const failure = await runProgram(args, CONFIGURATION, Readable.from([input])).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return { out, failure, exitCode: process.exitCode };
  } finally {
    process.exitCode = before;
    spy.mockRestore();
  }
}
