/** What the infrastructure and the code that runs in it must agree on. */

/** The lake table of records that their log type's schema rejects. */
export const CLASSIFICATION_FAILURES = 'classification_failures';

/** The lake table of alerts. */
export const ALERTS = 'alerts';

/** A source's name stands in object keys, metric dimensions and alarm names, so it is short and plain. */
export const SOURCE_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Name of the source whose captures hold what was done to Keepwatch itself. */
export const DEPLOYMENT_SOURCE = 'deployment';

/** Key prefixes: `captures/` in the archive bucket, the others in the lake bucket. */
export const PREFIX = {
  captures: 'captures/',
  events: 'events/',
  receipts: 'receipts/',
  state: 'state/',
  /** How far each source's captures were watched, and what of that is not over yet. */
  watch: 'state/watch/',
  /** One object for each alert that was told. */
  alerts: 'alerts/',
  /** What Athena writes. */
  queryResults: 'query-results/',
} as const;

/** A sweep reads this far back. A record that its time does not place is looked for this far before its page. */
export const SWEEP_REACH_HOURS = 48;

/** A run of the collector starts no request later than this before its end: one request with its timeout, and a commit. */
export const PAGE_BUDGET_SECONDS = 45;

/** The longest that Lambda lets a function run. */
export const LONGEST_RUN_MINUTES = 15;

/** Timeout of the processor and of the deployment trail's function. */
export const EVENT_FUNCTION_TIMEOUT_MINUTES = 5;

/** A capture younger than this may still be waiting for the processor, retries included. */
export const PROCESSING_MINUTES = 15;

/** No archive may be configured to keep less, in days. */
export const SHORTEST_RETENTION_DAYS = 200;

/** Days before its end from which on a credential is worth an alarm, and a warning. */
export const EXPIRING_DAYS = 14;

/** The one dimension of every metric: the source's name. */
export const METRIC_DIMENSION = 'Source';

/** Metrics of one source, of one run or one capture each, stamped with the time now. */
export const METRICS = {
  /** Events written to the lake; the collector adds an explicit 0 on every run that succeeded. */
  eventsProcessed: 'EventsProcessed',
  /** Records that became classification failures. */
  eventsRejected: 'EventsRejected',
  /** Alerts raised by detections, whether told or muted. */
  alertsRaised: 'AlertsRaised',
  /** Captures committed to the archive. */
  capturesWritten: 'CapturesWritten',
  /** Records read again that the archive already had. */
  duplicates: 'Duplicates',
  /** Records that a sweep found behind the cursor: they appeared after polling had passed them. */
  lateRecords: 'LateRecords',
  /** 1 for each run of the collector that ended well and received a page, empty or not. */
  runsSucceeded: 'RunsSucceeded',
  /** Requests sent to the API, retries included. */
  apiRequests: 'ApiRequests',
  /** Answers of 429. */
  apiThrottles: 'ApiThrottles',
  /** 1 when the API refused the credential (401, 403, 404), 0 when it took it. */
  credentialRejected: 'CredentialRejected',
  /** Days until the credential expires, by its expiresAt; below 0 after that. */
  credentialDaysLeft: 'CredentialDaysLeft',
  /** How far polling is behind now while the API has more; 0 when it has caught up. */
  lagSeconds: 'LagSeconds',
  /** From an event to the capture that has it, the median of one capture of polling. */
  latencySeconds: 'LatencySeconds',
} as const;
/** One of the metrics. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Environment variables of the two functions. */
export const ENVIRONMENT = {
  archiveBucket: 'ARCHIVE_BUCKET',
  lakeBucket: 'LAKE_BUCKET',
  /** CloudWatch namespace of every metric: the stack's name, so that no stack's numbers hide another's silence. */
  metricNamespace: 'METRIC_NAMESPACE',
  /** Processor: ARN of the topic that alerts are published to. */
  alertTopic: 'ALERT_TOPIC',
  /** Processor: what the configuration says of detections, as JSON. */
  detections: 'DETECTIONS',
  /** Trail: version of Keepwatch. */
  version: 'KEEPWATCH_VERSION',
  /** Collector: name of its source. */
  sourceName: 'SOURCE_NAME',
  /** Collector: kind of its source. */
  sourceKind: 'SOURCE_KIND',
  /** Collector: ARN or name of the secret with the credential. */
  secretId: 'SECRET_ID',
  /** Collector: how many days back the very first poll reaches. */
  lookbackDays: 'LOOKBACK_DAYS',
  /** Collector: where the API is, when not at the vendor's own address. */
  apiBaseUrl: 'API_BASE_URL',
} as const;
