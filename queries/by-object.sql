-- Everything about an object
-- What was done in Atlassian to one user, group, policy or site, by any part of its id, name or email, newest first.
-- @object such as 'finance' a part of an id, a name or an email
-- @since '30 days' how far back
SELECT
  p_event_time AS at,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  -- Both as JSON texts: Athena writes an emoji in them as an escape. Without [" and "], the second is the text alone.
  AND strpos(
    lower(json_format(CAST(attributes.context AS JSON))),
    lower(substr(json_format(CAST(ARRAY[:object] AS JSON)), 3, length(json_format(CAST(ARRAY[:object] AS JSON))) - 4))
  ) > 0
ORDER BY 1 DESC, p_row_id
LIMIT 1000
