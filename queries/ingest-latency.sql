-- Ingest latency
-- How long after they happened events came in, by source, in seconds: half of them, nearly all of them, the last.
-- @since '7 days' how far back
SELECT
  p_source_label AS source,
  count(*) AS events,
  approx_percentile(date_diff('second', p_event_time, p_parse_time), 0.5) AS median_seconds,
  approx_percentile(date_diff('second', p_event_time, p_parse_time), 0.95) AS seconds_of_95_percent,
  max(date_diff('second', p_event_time, p_parse_time)) AS most_seconds
FROM atlassian_audit
WHERE p_occurs_since(:since)
GROUP BY 1
ORDER BY 1
