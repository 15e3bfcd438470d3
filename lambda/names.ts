/** What the infrastructure and the code that runs in it must agree on. */

/** The lake table of records that their log type's schema rejects. */
export const CLASSIFICATION_FAILURES = 'classification_failures';

/** The lake table of alerts. */
export const ALERTS = 'alerts';

/** Form of a source's name, which is part of object keys, metric dimensions and alarm names. */
export const SOURCE_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Name of the deployment trail's source: what was done to Keepwatch itself. */
export const DEPLOYMENT_SOURCE = 'deployment';

/** Key prefixes: `captures/` in the archive bucket, the others in the lake bucket. */
export const PREFIX = {
  captures: 'captures/',
  events: 'events/',
  receipts: 'receipts/',
  state: 'state/',
  /** The detection state of each source. */
  watch: 'state/watch/',
  /** One mark for each alert with a notification. */
  alerts: 'alerts/',
  /** What Athena writes. */
  queryResults: 'query-results/',
} as const;

/**
 * An event that is at most this many days older or newer than its capture has its own day as partition; any other has its
 * capture's day. Athena's tables project these days, so it must not shrink: rows of earlier captures would be invisible.
 */
export const OWN_DAYS = { before: 366, after: 1 } as const;

/** How far a sweep reads back, and how far before its page a record without a usable time is searched for. */
export const SWEEP_REACH_HOURS = 48;

/** The collector starts its last request this long before its end: enough for a request with its timeout, and a commit. */
export const PAGE_BUDGET_SECONDS = 45;

/** Lambda's maximum timeout. */
export const LONGEST_RUN_MINUTES = 15;

/** Timeout of the processor and of the deployment trail's function. */
export const EVENT_FUNCTION_TIMEOUT_MINUTES = 5;

/** A younger capture may still wait for the processor, retries included. */
export const PROCESSING_MINUTES = 15;

/** The alarm `NotRunning` fires after this many intervals without a successful run. */
export const MOST_MISSED_RUNS = 3;

/** The shortest retention that an archive may have, in days. */
export const SHORTEST_RETENTION_DAYS = 200;

/** An alarm and a warning start this many days before a credential expires. */
export const EXPIRING_DAYS = 14;

/** The one dimension of every metric: the source's name. */
export const METRIC_DIMENSION = 'Source';

/** Metrics of one source: of one run or one capture each, with the time of the run. */
export const METRICS = {
  /** Events written to the lake; the collector adds a 0 on every successful run. */
  eventsProcessed: 'EventsProcessed',
  /** Records that became classification failures. */
  eventsRejected: 'EventsRejected',
  /** Alerts raised by detections, muted ones included. */
  alertsRaised: 'AlertsRaised',
  /** Captures committed to the archive. */
  capturesWritten: 'CapturesWritten',
  /** Records read again that the archive already had. */
  duplicates: 'Duplicates',
  /** Records that a sweep found behind the cursor: they appeared after polling had passed them. */
  lateRecords: 'LateRecords',
  /** 1 for each successful run of the collector that received a page, empty or not. */
  runsSucceeded: 'RunsSucceeded',
  /** Requests sent to the API, retries included. */
  apiRequests: 'ApiRequests',
  /** Responses with status 429. */
  apiThrottles: 'ApiThrottles',
  /** 1 when the API refused the credential (401, 403, 404), 0 when it accepted it. */
  credentialRejected: 'CredentialRejected',
  /** Days until the credential expires, by its expiresAt; below 0 after that. */
  credentialDaysLeft: 'CredentialDaysLeft',
  /** How far polling is behind while the API has more data; 0 when it has caught up. */
  lagSeconds: 'LagSeconds',
  /** From an event to its capture: the median of one capture of a poll. */
  latencySeconds: 'LatencySeconds',
} as const;
/** One of the metrics. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Environment variables of the functions. */
export const ENVIRONMENT = {
  archiveBucket: 'ARCHIVE_BUCKET',
  lakeBucket: 'LAKE_BUCKET',
  /** CloudWatch namespace of all metrics: the stack's name, so that one stack's data cannot hide another's silence. */
  metricNamespace: 'METRIC_NAMESPACE',
  /** Processor: ARN of the topic that alerts are published to. */
  alertTopic: 'ALERT_TOPIC',
  /** Processor: the settings of detections, as JSON. */
  detections: 'DETECTIONS',
  /** Trail: version of Keepwatch. */
  version: 'KEEPWATCH_VERSION',
  /** Collector: name of its source. */
  sourceName: 'SOURCE_NAME',
  /** Collector: kind of its source. */
  sourceKind: 'SOURCE_KIND',
  /** Collector: ARN or name of the secret with the credential. */
  secretId: 'SECRET_ID',
  /** Collector: how many days back the first poll reaches. */
  lookbackDays: 'LOOKBACK_DAYS',
  /** Collector: address of the API, if it is not the vendor's own. */
  apiBaseUrl: 'API_BASE_URL',
} as const;
