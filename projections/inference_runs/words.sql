-- name: states
-- The next items by id, as their last event left them.
SELECT
    i.item_id,
    i.state
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id > $3
ORDER BY i.item_id
LIMIT $4

-- name: members
-- The items of a batch by a position.
SELECT m.item_id
FROM read.batch_items AS m
WHERE m.project_id = $1
  AND m.generation = $2
  AND m.batch_id = $3
  AND m.joined_position <= $4

-- name: labels
-- How many answers a task has as of a position, counted no further than a limit.
SELECT count(*)
FROM (
    SELECT
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
      AND r.task = $3
      AND r.from_position <= $4
      AND r.to_position > $4
      AND (
          $5::text IS NULL
          OR r.item_id IN (
              SELECT m.item_id
              FROM read.batch_items AS m
              WHERE m.project_id = $1
                AND m.generation = $2
                AND m.batch_id = $5
                AND m.joined_position <= $4
          )
      )
    LIMIT $6
) AS counted
