-- Changes of admins and roles
-- Who became or ceased to be an admin, or was given a role or admin access, newest first.
-- @since '30 days' how far back
SELECT
  p_event_time AS at,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND (lower(attributes.action) LIKE '%admin%' OR lower(attributes.action) LIKE '%role%')
ORDER BY p_event_time DESC
LIMIT 1000
