-- First seen countries
-- Countries from which each Atlassian actor was seen for the first time, newest first.
-- @since '90 days' how far back
SELECT
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.location.countryname AS country,
  min(p_event_time) AS first_seen,
  count(DISTINCT attributes.location.ip) AS addresses,
  count(*) AS events
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND attributes.location.countryname IS NOT NULL
GROUP BY 1, 2
ORDER BY first_seen DESC, 1, 2
LIMIT 1000
