-- Coverage by day
-- How many events each source has on each day, and their first and last time. A missing day is a gap or a quiet day.
-- @since '90 days' how far back
SELECT
  date,
  source,
  count(*) AS events,
  min(event_time) AS first_event,
  max(event_time) AS last_event,
  count(DISTINCT file) AS captures
FROM (
  SELECT date, p_source_label AS source, p_event_time AS event_time, p_source_file AS file
  FROM atlassian_audit
  WHERE p_occurs_since(:since)
  UNION ALL
  SELECT date, p_source_label, p_event_time, p_source_file
  FROM panther_audit
  WHERE p_occurs_since(:since)
) AS events
GROUP BY 1, 2
ORDER BY 1 DESC, 2
