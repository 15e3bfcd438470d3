-- Changes of admins and roles
-- Who became an admin or stopped being one, or got a role or admin access, newest first. For Panther: every change of users and roles.
-- @since '30 days' how far back
SELECT
  p_event_time AS at,
  p_source_label AS source,
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  message.content AS message,
  p_row_id
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND (lower(attributes.action) LIKE '%admin%' OR lower(attributes.action) LIKE '%role%')
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
  AND (
    lower(actionname) LIKE '%user%'
    OR lower(actionname) LIKE '%role%'
    OR lower(actionname) LIKE '%saml%'
  )
  AND NOT (
    lower(actionname) LIKE 'get%'
    OR lower(actionname) LIKE 'list%'
    OR lower(actionname) LIKE 'describe%'
    OR lower(actionname) LIKE '%login%'
  )
ORDER BY 1 DESC, p_row_id, source
LIMIT 1000
