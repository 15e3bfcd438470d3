-- Failures by reason
-- Which records did not match their schema, by field and reason: shows what the vendor has changed.
-- @since '30 days' how far back
SELECT
  p_log_type AS log_type,
  p_source_label AS source,
  path,
  error,
  count(*) AS records,
  min(p_event_time) AS first_time,
  max(p_event_time) AS last_time
FROM classification_failures
WHERE p_occurs_since(:since)
GROUP BY 1, 2, 3, 4
ORDER BY records DESC, 1, 2, 3, 4
