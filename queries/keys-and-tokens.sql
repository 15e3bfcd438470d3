-- API keys and tokens
-- Keys and tokens of Atlassian that were created, used or revoked: by whom, how often, and when last.
-- @since '30 days' how far back
SELECT
  coalesce(attributes.actor.email, attributes.actor.name, attributes.actor.id) AS actor,
  attributes.action AS action,
  attributes.actor.auth.tokenlabel AS token,
  count(*) AS events,
  min(p_event_time) AS first_time,
  max(p_event_time) AS last_time
FROM atlassian_audit
WHERE p_occurs_since(:since)
  AND (
    lower(attributes.action) LIKE '%token%'
    OR lower(attributes.action) LIKE '%api_key%'
    OR attributes.actor.auth.tokenid IS NOT NULL
  )
GROUP BY 1, 2, 3
ORDER BY last_time DESC, 1, 2, 3
LIMIT 1000
