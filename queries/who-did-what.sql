-- Who did what to whom
-- Everything that happened in a span of time, in every source, newest first: the timeline of an incident.
-- @from such as '2026-11-01' its start, UTC
-- @to such as '2026-11-02' its end, UTC
SELECT
  p_event_time AS at,
  p_source_label AS source,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  coalesce(
    json_extract_scalar(element_at(attributes.context, 1).attributes, '$.email'),
    json_extract_scalar(element_at(attributes.context, 1).attributes, '$.name'),
    element_at(attributes.context, 1).id
  ) AS target,
  attributes.location.ip AS ip,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_between(:from, :to)
UNION ALL
SELECT
  p_event_time,
  p_source_label,
  coalesce(json_extract_scalar(actor.attributes, '$.email'), actor.name, actor.id),
  actionname,
  CAST(NULL AS VARCHAR),
  nullif(sourceip, ''),
  concat(actionresult, ': ', coalesce(actiondescription, actionname)),
  p_row_id
FROM panther_audit
WHERE p_occurs_between(:from, :to)
ORDER BY 1 DESC, p_row_id, source
LIMIT 1000
