-- name: lapsed_items
-- Items with a lease that ran out by a moment, the longest overdue first.
SELECT w.item_id
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.held > 0
  AND w.to_position = 9223372036854775807
  AND w.lapses_at <= $4
ORDER BY
    w.lapses_at,
    w.item_id
LIMIT $5

-- name: next_lapse
-- When the next lease runs out.
SELECT min(w.lapses_at) AS lapses_at
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.held > 0
  AND w.to_position = 9223372036854775807
  AND w.lapses_at > $4
  AND w.lapses_at < 'infinity'

-- name: held_by_one
-- Items that an annotator holds, the oldest first.
SELECT w.item_id
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.held > 0
  AND w.to_position = 9223372036854775807
  AND $4 = ANY(w.held_by)
ORDER BY w.registered_position
LIMIT $5
