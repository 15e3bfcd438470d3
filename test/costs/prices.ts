/** What AWS asks for something. */
export interface Price {
  /** What is billed. */
  readonly name: string;
  /** In US dollars, for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** Where AWS says it. */
  readonly page: string;
  /** Where it was read; undefined where no copy of it was found. */
  readonly readIn?: string;
}

/** The region of all prices. */
export const REGION = 'US East (N. Virginia)';
/** When they were looked up. */
export const PRICED_ON = '2026-11-28';

const S3 = 'https://aws.amazon.com/s3/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const EVENTBRIDGE = 'https://aws.amazon.com/eventbridge/pricing/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';
const CLOUDTRAIL = 'https://aws.amazon.com/cloudtrail/pricing/';

/** List prices of the first tier, without free tier. Here and nowhere else. */
export const PRICES = {
  s3Put: {
    name: 'S3 PUT and LIST requests',
    usd: 0.005,
    per: 1000,
    unit: 'requests',
    page: S3,
    readIn: 'guides of others',
  },
  s3Get: {
    name: 'S3 GET and HEAD requests',
    usd: 0.0004,
    per: 1000,
    unit: 'requests',
    page: S3,
    readIn: 'guides of others',
  },
  s3Storage: {
    name: 'S3 Standard storage',
    usd: 0.023,
    per: 1,
    unit: 'GB-months',
    page: S3,
    readIn: 'guides of others',
  },
  lambdaRequest: {
    name: 'Lambda requests',
    usd: 0.2,
    per: 1_000_000,
    unit: 'requests',
    page: LAMBDA,
    readIn: 'guides of others, of 2024 and 2026',
  },
  lambdaSecond: {
    name: 'Lambda duration on arm64',
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-seconds',
    page: LAMBDA,
    readIn: 'guides of others, of 2024 and 2026',
  },
  scheduled: {
    name: 'EventBridge Scheduler',
    usd: 1,
    per: 1_000_000,
    unit: 'invocations',
    page: EVENTBRIDGE,
    readIn: 'a guide of March 2026',
  },
  event: {
    name: "EventBridge, S3's events",
    usd: 1,
    per: 1_000_000,
    unit: 'events',
    page: EVENTBRIDGE,
  },
  metric: {
    name: 'CloudWatch custom metrics',
    usd: 0.3,
    per: 1,
    unit: 'metrics',
    page: CLOUDWATCH,
    readIn: 'a guide of February 2026',
  },
  metricCall: {
    name: 'CloudWatch PutMetricData',
    usd: 0.01,
    per: 1000,
    unit: 'requests',
    page: CLOUDWATCH,
    readIn: 'a list of April 2022 that has calls of its kind',
  },
  alarmMetric: {
    name: 'CloudWatch alarms',
    usd: 0.1,
    per: 1,
    unit: 'alarm metrics',
    page: CLOUDWATCH,
    readIn: "a guide; AWS's page counts by alarm metric",
  },
  dashboard: {
    name: 'CloudWatch dashboards',
    usd: 3,
    per: 1,
    unit: 'dashboards',
    page: CLOUDWATCH,
    readIn: 'a guide of June 2026',
  },
  logIngestion: {
    name: 'CloudWatch Logs, ingestion',
    usd: 0.5,
    per: 1,
    unit: 'GB',
    page: CLOUDWATCH,
    readIn: 'a guide of June 2026',
  },
  logStorage: {
    name: 'CloudWatch Logs, storage',
    usd: 0.03,
    per: 1,
    unit: 'GB-months',
    page: CLOUDWATCH,
  },
  secret: {
    name: 'Secrets Manager secrets',
    usd: 0.4,
    per: 1,
    unit: 'secrets',
    page: SECRETS,
    readIn: 'guides of others',
  },
  secretRead: {
    name: 'Secrets Manager API calls',
    usd: 0.05,
    per: 10_000,
    unit: 'requests',
    page: SECRETS,
    readIn: 'guides of others',
  },
  published: {
    name: 'SNS requests',
    usd: 0.5,
    per: 1_000_000,
    unit: 'requests',
    page: SNS,
    readIn: 'a guide of June 2026',
  },
  email: {
    name: 'SNS emails',
    usd: 2,
    per: 100_000,
    unit: 'emails',
    page: SNS,
    readIn: 'a guide of June 2026',
  },
  athenaScan: {
    name: 'Athena',
    usd: 5,
    per: 1,
    unit: 'TB',
    page: 'https://aws.amazon.com/athena/pricing/',
    readIn: 'a guide of October 2020',
  },
  dataEvent: {
    name: 'CloudTrail data events',
    usd: 0.1,
    per: 100_000,
    unit: 'events',
    page: CLOUDTRAIL,
    readIn: "a copy of AWS's page",
  },
  trailCopy: {
    name: 'CloudTrail management events, each copy after the first',
    usd: 2,
    per: 100_000,
    unit: 'events',
    page: CLOUDTRAIL,
    readIn: "a copy of AWS's page",
  },
  queueRequest: {
    name: 'SQS requests',
    usd: 0.4,
    per: 1_000_000,
    unit: 'requests',
    page: 'https://aws.amazon.com/sqs/pricing/',
    readIn: 'a guide of March 2026',
  },
} as const satisfies Readonly<Record<string, Price>>;
/** One of the prices. */
export type PriceName = keyof typeof PRICES;

/** What so many units cost, in US dollars. */
export function costOf(price: PriceName, units: number): number {
  const { usd, per } = PRICES[price];
  return (units / per) * usd;
}
