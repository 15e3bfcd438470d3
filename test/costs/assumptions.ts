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
    what: 'response time of S3',
    value: 100,
    unit: 'ms',
    why: `${GUESS}, on the high side`,
  },
  apiMilliseconds: { what: 'response time of events-stream', value: 500, unit: 'ms', why: GUESS },
  apiRequestsAMinute: {
    what: 'rate limit of events-stream',
    value: 50,
    unit: 'requests a minute',
    why: 'from another open-source collector; Atlassian does not publish one',
  },
  otherMilliseconds: { what: 'response time of Secrets Manager, CloudWatch or SNS', value: 50, unit: 'ms', why: GUESS },
  requestCpuMilliseconds: {
    what: 'CPU of the SDK per request',
    value: 0.6,
    unit: 'ms',
    why: "measured for S3's client ([benchmarks](benchmarks.md#deployment-trail)); used for all clients",
  },
  megabytesOfOneCpu: {
    what: 'memory at which a function has one CPU',
    value: 1769,
    unit: 'MB',
    why: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html; assumed: a core as fast as one of this machine',
  },
  ownLogBytes: {
    what: "Lambda's own log lines per invocation",
    value: 600,
    unit: 'bytes',
    why: `${GUESS}: a line at the start, a report at the end`,
  },
  logLineBytes: {
    what: 'bytes that Lambda and CloudWatch add to a log line',
    value: 150,
    unit: 'bytes',
    why: `${GUESS}: time, level and request id; CloudWatch counts 26 bytes`,
  },
  listsOfADay: {
    what: 'LIST requests of a query, for each table and day with rows',
    value: 1,
    unit: '',
    why: 'counted with Trino 435 by `npm run test:trino`; Athena publishes no figure',
  },
  listsOfAnEmptyDay: {
    what: 'LIST requests of a query, for each table and day without rows',
    value: 2,
    unit: '',
    why: 'counted likewise',
  },
  subscribers: { what: 'email recipients', value: 1, unit: '', why: 'one in `alertEmails`' },
} as const satisfies Readonly<Record<string, Assumption>>;

/** The share of a CPU that a function has. */
export function cpuShare(memoryMegabytes: number): number {
  return memoryMegabytes / ASSUMPTIONS.megabytesOfOneCpu.value;
}
