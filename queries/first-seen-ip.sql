-- First seen addresses
-- IP addresses from which each Atlassian actor was seen for the first time, newest first. Shows a stolen session or token.
-- @since '90 days' how far back
SELECT
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.location.ip AS ip,
  min_by(attributes.location.countryname, ROW(p_event_time, p_row_id))
    FILTER (WHERE attributes.location.countryname IS NOT NULL) AS country,
  min(p_event_time) AS first_seen,
  max(p_event_time) AS last_seen,
  count(*) AS events
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND attributes.location.ip IS NOT NULL
GROUP BY 1, 2
ORDER BY first_seen DESC, 1, 2
LIMIT 1000
