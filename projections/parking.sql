-- name: parked
-- The streams that a generation has set aside.
SELECT
    p.stream,
    p.position,
    p.reason,
    p.attempts,
    p.parked_at
FROM read.parked AS p
WHERE p.project_id = $1
  AND p.generation = $2
ORDER BY p.position

-- name: next_event
-- The event that folding comes to next.
SELECT
    e.stream,
    e.type
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position = $2 + 1

-- name: park
-- Sets aside the stream of the next event, if claim and position are still what the worker saw.
INSERT INTO read.parked (project_id, generation, stream, position, reason)
SELECT
    held.project_id,
    held.generation,
    $5,
    held.position + 1,
    $6
FROM (
    SELECT
        p.project_id,
        p.generation,
        p.position
    FROM read.progress AS p
    WHERE p.project_id = $1
      AND p.generation = $2
      AND p.position = $3
      AND p.fence = $4
    FOR UPDATE
) AS held
RETURNING position

-- name: carry_over
-- What one generation after the other could not fold is parked since the first of them.
UPDATE read.parked AS p
SET
    attempts = former.attempts + 1,
    parked_at = former.parked_at
FROM read.parked AS former
WHERE p.project_id = $1
  AND p.generation = $3
  AND former.project_id = p.project_id
  AND former.generation = $2
  AND former.stream = p.stream

-- name: in_batch
-- Those of some items that are in a batch.
SELECT m.item_id
FROM read.batch_items AS m
WHERE m.project_id = $1
  AND m.generation = $2
  AND m.batch_id = $3
  AND m.item_id = ANY($4::text[])
