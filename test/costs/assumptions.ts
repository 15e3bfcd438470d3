/** Something that cannot be counted here. */
export interface Assumption {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

const GUESS = 'assumed';

/** What seconds and bytes are made of beside what is counted and measured. */
export const ASSUMPTIONS = {
  s3Milliseconds: {
    what: 'an answer of S3',
    value: 100,
    unit: 'ms',
    why: `${GUESS}, high rather than low`,
  },
  apiMilliseconds: { what: 'a page of events-stream', value: 500, unit: 'ms', why: GUESS },
  apiRequestsAMinute: {
    what: 'requests that events-stream takes',
    value: 50,
    unit: 'a minute',
    why: 'one collector of others says so; Atlassian does not',
  },
  otherMilliseconds: { what: 'an answer of Secrets Manager, CloudWatch or SNS', value: 50, unit: 'ms', why: GUESS },
  requestCpuMilliseconds: {
    what: 'CPU of the SDK for each request',
    value: 0.6,
    unit: 'ms',
    why: "measured for S3's client ([benchmarks](benchmarks.md#deployment-trail)); taken for all",
  },
  megabytesOfOneCpu: {
    what: 'memory with which a function has one CPU',
    value: 1769,
    unit: 'MB',
    why: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html; a core there is taken to be as fast as one here',
  },
  ownLogBytes: {
    what: "Lambda's own log lines of an invocation",
    value: 600,
    unit: 'bytes',
    why: `${GUESS}: a line at its start, a report at its end`,
  },
  logLineBytes: {
    what: 'what Lambda adds to a log line, and CloudWatch counts with it',
    value: 150,
    unit: 'bytes',
    why: `${GUESS}: time, level and request id; CloudWatch counts 26 bytes`,
  },
  subscribers: { what: 'email addresses that are told', value: 1, unit: '', why: 'one in `alertEmails`' },
} as const satisfies Readonly<Record<string, Assumption>>;

/** The share of a CPU that a function has. */
export function cpuShare(memoryMegabytes: number): number {
  return memoryMegabytes / ASSUMPTIONS.megabytesOfOneCpu.value;
}
