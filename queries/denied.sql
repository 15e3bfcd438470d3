-- Denied and failed
-- What Panther, or AWS in the deployment trail, refused or failed to do, for whom and why. Atlassian reports only failed logins: see sign-ins.
-- @since '7 days' how far back
SELECT
  p_source_label AS source,
  coalesce(json_extract_scalar(actor.attributes, '$.email'), actor.name, actor.id) AS actor,
  actionname AS action,
  element_at(errors, 1).message AS reason,
  count(*) AS events,
  min(p_event_time) AS first_time,
  max(p_event_time) AS last_time
FROM panther_audit
WHERE p_occurs_since(:since)
  AND actionresult <> 'SUCCEEDED'
GROUP BY 1, 2, 3, 4
ORDER BY last_time DESC, 1, 2, 3, 4
LIMIT 1000
