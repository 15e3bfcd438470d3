-- Ingest latency
-- Time from an event to its capture, by source, in seconds: median, 95th percentile and maximum.
-- @since '7 days' how far back
WITH latencies AS (
  SELECT
    p_source_label AS source,
    date_diff('second', date_trunc('second', p_event_time), date_trunc('second', p_parse_time)) AS seconds
  FROM atlassian_audit
  WHERE p_occurs_since(:since)
  UNION ALL
  SELECT
    p_source_label,
    date_diff('second', date_trunc('second', p_event_time), date_trunc('second', p_parse_time))
  FROM panther_audit
  WHERE p_occurs_since(:since)
),
-- Athena has no exact percentile: it is the first number of seconds up to which enough events are counted.
counted AS (
  SELECT source, seconds, count(*) AS events
  FROM latencies
  GROUP BY 1, 2
),
ranked AS (
  SELECT
    source,
    seconds,
    events,
    sum(events) OVER (PARTITION BY source ORDER BY seconds) AS events_so_far,
    sum(events) OVER (PARTITION BY source) AS all_events
  FROM counted
)
SELECT
  source,
  sum(events) AS events,
  min(seconds) FILTER (WHERE events_so_far >= 0.5 * all_events) AS median_seconds,
  min(seconds) FILTER (WHERE events_so_far >= 0.95 * all_events) AS seconds_of_95_percent,
  max(seconds) AS most_seconds
FROM ranked
GROUP BY 1
ORDER BY 1
