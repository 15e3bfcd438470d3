-- Coverage by day
-- How many events of which source each day has, from when to when: a day without any is a gap or a quiet day.
-- @since '90 days' how far back
SELECT
  date,
  p_source_label AS source,
  count(*) AS events,
  min(p_event_time) AS first_event,
  max(p_event_time) AS last_event,
  count(DISTINCT p_source_file) AS captures
FROM atlassian_audit
WHERE p_occurs_since(:since)
GROUP BY 1, 2
ORDER BY 1 DESC, 2
