-- Everything from an address
-- What was done from one IP address, by whom, newest first.
-- @ip such as '203.0.113.7' an IP address
-- @since '7 days' how far back
SELECT
  p_event_time AS at,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND attributes.location.ip = :ip
ORDER BY p_event_time DESC
LIMIT 1000
