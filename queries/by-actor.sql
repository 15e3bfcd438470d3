-- Everything by an actor
-- What one person, app or token did, by id, email or name, in every source, newest first.
-- @actor such as 'ada@example.com' an id, an email or a name
-- @since '7 days' how far back
SELECT
  p_event_time AS at,
  p_source_label AS source,
  attributes.action AS action,
  message.content AS message,
  attributes.location.ip AS ip,
  attributes.location.countryname AS country,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND lower(:actor) IN (lower(attributes.actor.id), lower(attributes.actor.email), lower(attributes.actor.name))
UNION ALL
SELECT
  p_event_time,
  p_source_label,
  actionname,
  concat(actionresult, ': ', coalesce(actiondescription, actionname)),
  nullif(sourceip, ''),
  CAST(NULL AS VARCHAR),
  p_row_id
FROM panther_audit
WHERE p_occurs_since(:since)
  AND lower(:actor) IN (
    lower(actor.id),
    lower(actor.name),
    lower(json_extract_scalar(actor.attributes, '$.email'))
  )
ORDER BY 1 DESC, p_row_id, source
LIMIT 1000
