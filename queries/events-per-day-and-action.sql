-- Events per day and action
-- How often each action happened on each day, in every source: what is usual, and what is not.
-- @since '14 days' how far back
SELECT
  date,
  action,
  count(*) AS events,
  count(DISTINCT actor) AS actors
FROM (
  SELECT date, attributes.action AS action, attributes.actor.id AS actor
  FROM atlassian_audit
  WHERE p_occurs_since(:since)
  UNION ALL
  SELECT date, actionname, actor.id
  FROM panther_audit
  WHERE p_occurs_since(:since)
) AS events
GROUP BY 1, 2
ORDER BY 1 DESC, 3 DESC, 2
