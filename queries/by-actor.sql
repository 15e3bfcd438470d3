-- Everything by an actor
-- What one person, app or token did, newest first, by id, email or name.
-- @actor such as 'ada@example.com' an id, an email or a name
-- @since '7 days' how far back
SELECT
  p_event_time AS at,
  attributes.action AS action,
  message.content AS message,
  attributes.location.ip AS ip,
  attributes.location.countryname AS country,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND lower(:actor) IN (lower(attributes.actor.id), lower(attributes.actor.email), lower(attributes.actor.name))
ORDER BY p_event_time DESC
LIMIT 1000
