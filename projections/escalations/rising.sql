-- name: overdue
-- Open questions that were due by a moment and can rise, the longest overdue first.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND e.is_open
  AND e.level < $4
  AND e.due_at <= $5
ORDER BY
    e.due_at,
    e.raised_position
LIMIT $6

-- name: next_due
-- When the next open question that can rise is due.
SELECT min(e.due_at) AS due_at
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND e.is_open
  AND e.level < $4
  AND e.due_at > $5
  AND e.due_at < 'infinity'
