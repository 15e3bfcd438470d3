-- Sign-ins
-- Who signed in from which address, how often, and how often it failed, latest first. Shows guessed passwords.
-- @since '7 days' how far back
SELECT
  source,
  actor,
  ip,
  count(*) AS tries,
  count_if(failed) AS failed,
  min(event_time) AS first_time,
  max(event_time) AS last_time
FROM (
  SELECT
    p_event_time AS event_time,
    p_source_label AS source,
    coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
    attributes.location.ip AS ip,
    lower(attributes.action) = 'user_login_failed'
    OR strpos(lower(json_format(CAST(attributes.context AS JSON))), '\"status\":\"fail') > 0 AS failed
  FROM atlassian_audit
  WHERE p_occurs_since(:since)
    AND lower(attributes.action) IN ('user_login', 'user_login_failed')
  UNION ALL
  SELECT
    p_event_time,
    p_source_label,
    coalesce(json_extract_scalar(actor.attributes, '$.email'), actor.name, actor.id),
    nullif(sourceip, ''),
    actionresult <> 'SUCCEEDED' OR lower(actionname) LIKE '%fail%'
  FROM panther_audit
  WHERE p_occurs_since(:since)
    AND (
      lower(actionname) LIKE '%sign_in%'
      OR lower(actionname) LIKE '%signin%'
      OR lower(actionname) LIKE '%login%'
    )
) AS sign_ins
GROUP BY 1, 2, 3
ORDER BY last_time DESC, 1, 2, 3
LIMIT 1000
