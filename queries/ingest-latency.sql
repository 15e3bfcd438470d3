-- Ingest latency
-- Time from an event to its capture, by source, in seconds: median, 95th percentile and maximum.
-- @since '7 days' how far back
SELECT
  source,
  count(*) AS events,
  approx_percentile(seconds, 0.5) AS median_seconds,
  approx_percentile(seconds, 0.95) AS seconds_of_95_percent,
  max(seconds) AS most_seconds
FROM (
  SELECT p_source_label AS source, date_diff('second', p_event_time, p_parse_time) AS seconds
  FROM atlassian_audit
  WHERE p_occurs_since(:since)
  UNION ALL
  SELECT p_source_label, date_diff('second', p_event_time, p_parse_time)
  FROM panther_audit
  WHERE p_occurs_since(:since)
) AS latencies
GROUP BY 1
ORDER BY 1
