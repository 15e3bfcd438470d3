-- Everything from an address
-- What was done from one IP address, and by whom, in every source, newest first.
-- @ip such as '203.0.113.7' an IP address
-- @since '7 days' how far back
SELECT
  p_event_time AS at,
  p_source_label AS source,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND attributes.location.ip = :ip
UNION ALL
SELECT
  p_event_time,
  p_source_label,
  coalesce(json_extract_scalar(actor.attributes, '$.email'), actor.name, actor.id),
  actionname,
  concat(actionresult, ': ', coalesce(actiondescription, actionname)),
  p_row_id
FROM panther_audit
WHERE p_occurs_since(:since)
  AND (sourceip = :ip OR contains(xforwardedfor, :ip))
ORDER BY 1 DESC, p_row_id, source
LIMIT 1000
