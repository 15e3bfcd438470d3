-- Events per day and action
-- How often what happened on which day: what is usual, and what is not.
-- @since '14 days' how far back
SELECT
  date,
  attributes.action AS action,
  count(*) AS events,
  count(DISTINCT attributes.actor.id) AS actors
FROM atlassian_audit
WHERE p_occurs_since(:since)
GROUP BY 1, 2
ORDER BY 1 DESC, 3 DESC
