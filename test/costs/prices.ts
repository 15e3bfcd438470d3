/** One of AWS's list prices. */
export interface Price {
  /** What is billed. */
  readonly name: string;
  /** In US dollars, for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** AWS's page. */
  readonly page: string;
  /** Where the figure was found; undefined if nowhere. */
  readonly readIn: string | undefined;
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

function price(name: string, usd: number, per: number, unit: string, page: string, readIn?: string): Price {
  return { name, usd, per, unit, page, readIn };
}

/** List prices of the first tier, without free tier. */
export const PRICES = {
  s3Put: price('S3 PUT and LIST requests', 0.005, 1000, 'requests', S3, 'guides by others'),
  s3Get: price('S3 GET and HEAD requests', 0.0004, 1000, 'requests', S3, 'guides by others'),
  s3Storage: price('S3 Standard storage', 0.023, 1, 'GB-months', S3, 'guides by others'),
  lambdaRequest: price('Lambda requests', 0.2, 1_000_000, 'requests', LAMBDA, 'guides by others, of 2024 and 2026'),
  lambdaSecond: price(
    'Lambda duration on arm64',
    0.0000133334,
    1,
    'GB-seconds',
    LAMBDA,
    'guides by others, of 2024 and 2026',
  ),
  scheduled: price('EventBridge Scheduler', 1, 1_000_000, 'invocations', EVENTBRIDGE, 'a guide of March 2026'),
  event: price("EventBridge, S3's events", 1, 1_000_000, 'events', EVENTBRIDGE),
  metric: price('CloudWatch custom metrics', 0.3, 1, 'metrics', CLOUDWATCH, 'a guide of February 2026'),
  metricCall: price(
    'CloudWatch PutMetricData',
    0.01,
    1000,
    'requests',
    CLOUDWATCH,
    'a list of April 2022 that has calls of its kind',
  ),
  alarmMetric: price(
    'CloudWatch alarms',
    0.1,
    1,
    'alarm metrics',
    CLOUDWATCH,
    "a guide; AWS's page counts by alarm metric",
  ),
  dashboard: price('CloudWatch dashboards', 3, 1, 'dashboards', CLOUDWATCH, 'a guide of June 2026'),
  logIngestion: price('CloudWatch Logs, ingestion', 0.5, 1, 'GB', CLOUDWATCH, 'a guide of June 2026'),
  logStorage: price('CloudWatch Logs, storage', 0.03, 1, 'GB-months', CLOUDWATCH),
  secret: price('Secrets Manager secrets', 0.4, 1, 'secrets', SECRETS, 'guides by others'),
  secretRead: price('Secrets Manager API calls', 0.05, 10_000, 'requests', SECRETS, 'guides by others'),
  published: price('SNS requests', 0.5, 1_000_000, 'requests', SNS, 'a guide of June 2026'),
  email: price('SNS emails', 2, 100_000, 'emails', SNS, 'a guide of June 2026'),
  athenaScan: price('Athena', 5, 1, 'TB', 'https://aws.amazon.com/athena/pricing/', 'a guide of October 2020'),
  dataEvent: price('CloudTrail data events', 0.1, 100_000, 'events', CLOUDTRAIL, "a copy of AWS's page"),
  trailCopy: price(
    'CloudTrail management events, each copy after the first',
    2,
    100_000,
    'events',
    CLOUDTRAIL,
    "a copy of AWS's page",
  ),
  queueRequest: price(
    'SQS requests',
    0.4,
    1_000_000,
    'requests',
    'https://aws.amazon.com/sqs/pricing/',
    'a guide of March 2026',
  ),
};
/** One of the prices. */
export type PriceName = keyof typeof PRICES;

/** What so many units cost, in US dollars. */
export function costOf(price: PriceName, units: number): number {
  const { usd, per } = PRICES[price];
  return (units / per) * usd;
}
