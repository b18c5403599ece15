-- name: open
-- The first items that want annotators, by priority and age, of one batch if any is named, and of
-- items outside some annotator's past if one is named. Leases that ran out count as free.
SELECT
    w.item_id,
    w.from_position,
    greatest(w.free, 1) AS free,
    w.priority,
    w.done_by,
    w.held_by,
    w.returned_by
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.free > 0
  AND w.is_gold = $4
  AND w.to_position = 9223372036854775807
  AND ($5::text IS NULL OR EXISTS (
      SELECT
      FROM read.batch_items AS b
      WHERE b.project_id = w.project_id
        AND b.generation = w.generation
        AND b.batch_id = $5
        AND b.item_id = w.item_id
  ))
  AND ($6::text IS NULL OR NOT ($6 = ANY(w.done_by) OR $6 = ANY(w.held_by)))
ORDER BY
    w.priority DESC,
    w.registered_position
LIMIT $7

-- name: lapsed
-- Items held by leases that have run out, the oldest first: an event is still to say so.
SELECT
    w.item_id,
    w.from_position,
    greatest(w.free, 1) AS free,
    w.priority,
    w.done_by,
    w.held_by,
    w.returned_by
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.held > 0
  AND w.free = 0
  AND NOT w.is_gold
  AND w.to_position = 9223372036854775807
  AND w.lapses_at <= $4
  AND ($5::text IS NULL OR EXISTS (
      SELECT
      FROM read.batch_items AS b
      WHERE b.project_id = w.project_id
        AND b.generation = w.generation
        AND b.batch_id = $5
        AND b.item_id = w.item_id
  ))
ORDER BY w.lapses_at
LIMIT $6

-- name: gold
-- Gold that an annotator has not seen, what fewest have seen first.
SELECT w.item_id
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.free > 0
  AND w.is_gold
  AND w.to_position = 9223372036854775807
  AND NOT ($4 = ANY(w.done_by) OR $4 = ANY(w.held_by))
  AND ($5::text IS NULL OR EXISTS (
      SELECT
      FROM read.batch_items AS b
      WHERE b.project_id = w.project_id
        AND b.generation = w.generation
        AND b.batch_id = $5
        AND b.item_id = w.item_id
  ))
ORDER BY
    cardinality(w.done_by) + cardinality(w.held_by),
    w.registered_position
LIMIT $6

-- name: is_any
-- Whether anything is open or held, in one batch if any is named.
SELECT EXISTS (
    SELECT
    FROM read.work AS w
    WHERE w.project_id = $1
      AND w.generation = $2
      AND w.edition = $3
      AND NOT w.is_gold
      AND w.to_position = 9223372036854775807
      AND (w.free > 0 OR w.held > 0)
      AND ($4::text IS NULL OR EXISTS (
          SELECT
          FROM read.batch_items AS b
          WHERE b.project_id = w.project_id
            AND b.generation = w.generation
            AND b.batch_id = $4
            AND b.item_id = w.item_id
      ))
)
