-- name: queues
-- Open questions by level and by who is to settle them, up to a position, and how many were due.
SELECT
    e.level,
    e.owner,
    e.owner_role,
    count(*) AS open,
    count(*) FILTER (WHERE e.due_at <= $4) AS overdue,
    min(e.due_at) FILTER (WHERE e.due_at < 'infinity') AS next_due
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND e.is_open
GROUP BY
    e.level,
    e.owner,
    e.owner_role
ORDER BY
    e.level DESC,
    e.owner,
    e.owner_role
