-- Exports and public links
-- Exports of data from Atlassian, and content that was made public, newest first.
-- @since '30 days' how far back
SELECT
  p_event_time AS at,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  attributes.location.ip AS ip,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND (
    lower(attributes.action) LIKE '%export%'
    OR lower(attributes.action) LIKE '%public%'
    OR lower(attributes.action) LIKE '%anonymous%'
  )
ORDER BY 1 DESC, p_row_id
LIMIT 1000
