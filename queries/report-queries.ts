import { literal } from './sql-text';

/** The queries of a report. */
export const REPORT_QUERIES = [
  'totals',
  'days',
  'sources',
  'actions',
  'actors',
  'countries',
  'alertDays',
  'detections',
  'latestAlerts',
  'alertTroubles',
  'failures',
  'failureDays',
] as const;
/** One of them. */
export type ReportQuery = (typeof REPORT_QUERIES)[number];

// The fields that a report needs, with the same names for every log type.
const EVENTS = `WITH events AS (
  SELECT
    date,
    p_event_time,
    p_source_label AS source,
    greatest(0, date_diff('second', date_trunc('second', p_event_time), date_trunc('second', p_parse_time))) AS latency,
    nullif(attributes.action, '') AS action,
    coalesce(nullif(attributes.actor.email, ''), nullif(attributes.actor.name, ''), attributes.actor.id) AS actor,
    nullif(attributes.location.countryName, '') AS country
  FROM atlassian_audit
  WHERE :within
  UNION ALL
  SELECT
    date,
    p_event_time,
    p_source_label,
    greatest(0, date_diff('second', date_trunc('second', p_event_time), date_trunc('second', p_parse_time))),
    nullif(actionName, ''),
    coalesce(nullif(json_extract_scalar(actor.attributes, '$.email'), ''), nullif(actor.name, ''), actor.id),
    CAST(NULL AS VARCHAR)
  FROM panther_audit
  WHERE :within
)`;

// Athena has no exact percentile: it is the first latency up to which enough events are counted.
function rankedLatencies(keys: string): string {
  return `counted AS (
  SELECT ${keys}, latency, count(*) AS events, max(p_event_time) AS last_time
  FROM events
  GROUP BY ${keys}, latency
),
ranked AS (
  SELECT
    ${keys},
    latency,
    events,
    last_time,
    sum(events) OVER (PARTITION BY ${keys} ORDER BY latency) AS events_so_far,
    sum(events) OVER (PARTITION BY ${keys}) AS all_events
  FROM counted
)`;
}

function percentile(part: number): string {
  return `min(latency) FILTER (WHERE events_so_far >= ${part} * all_events)`;
}

const SQL: Readonly<Record<ReportQuery, string>> = {
  totals: `${EVENTS}
SELECT
  count(*) AS events,
  count(DISTINCT actor) AS actors,
  count(DISTINCT action) AS actions,
  count(DISTINCT country) AS countries,
  count(actor) AS with_actor,
  count(action) AS with_action,
  count(country) AS with_country
FROM events`,
  days: `${EVENTS},
${rankedLatencies('date, source')}
SELECT date AS day, source, sum(events) AS events, ${percentile(0.5)} AS median_seconds
FROM ranked
GROUP BY 1, 2
ORDER BY 1, 2`,
  sources: `${EVENTS},
${rankedLatencies('source')}
SELECT
  source,
  sum(events) AS events,
  max(last_time) AS last_time,
  ${percentile(0.5)} AS median_seconds,
  ${percentile(0.95)} AS p95_seconds,
  max(latency) AS most_seconds
FROM ranked
GROUP BY 1
ORDER BY 1`,
  actions: `${EVENTS}
SELECT action AS name, count(*) AS events, count(DISTINCT actor) AS others, max(p_event_time) AS last_time
FROM events
WHERE action IS NOT NULL
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12`,
  actors: `${EVENTS}
SELECT actor AS name, count(*) AS events, count(DISTINCT action) AS others, max(p_event_time) AS last_time
FROM events
WHERE actor IS NOT NULL
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12`,
  countries: `${EVENTS}
SELECT country AS name, count(*) AS events, count(DISTINCT actor) AS others, max(p_event_time) AS last_time
FROM events
WHERE country IS NOT NULL
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12`,
  alertDays: `SELECT CAST(CAST(last_event_time AS DATE) AS VARCHAR) AS day, severity, count(*) AS alerts
FROM alerts
WHERE :within AND last_event_time >= :from AND kind = 'match'
GROUP BY 1, 2
ORDER BY 1, 2`,
  detections: `SELECT detection_id AS name, count(*) AS alerts, max(last_event_time) AS last_time
FROM alerts
WHERE :within AND last_event_time >= :from AND kind = 'match'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12`,
  latestAlerts: `SELECT last_event_time AS last_time, severity, detection_id, title
FROM alerts
WHERE :within AND last_event_time >= :from AND kind = 'match'
ORDER BY last_event_time DESC, p_row_id
LIMIT 20`,
  alertTroubles: `SELECT detection_id AS name, kind, count(*) AS alerts
FROM alerts
WHERE :within AND (kind <> 'match' OR muted)
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2
LIMIT 20`,
  failures: `SELECT p_source_label AS source, path, error, count(*) AS records, max(p_event_time) AS last_time
FROM classification_failures
WHERE :within
GROUP BY 1, 2, 3
ORDER BY 4 DESC, 1, 2, 3
LIMIT 12`,
  failureDays: `SELECT date AS day, count(*) AS records
FROM classification_failures
WHERE :within
GROUP BY 1
ORDER BY 1`,
};

/** A query of a report between two lake times, both included, as SQL with Panther's macros. */
export function reportQuery(name: ReportQuery, from: string, to: string): string {
  const within = `p_occurs_between(${literal(from)}, ${literal(to)})`;
  return SQL[name].replaceAll(':within', within).replaceAll(':from', `TIMESTAMP ${literal(from)}`);
}
