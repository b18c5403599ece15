-- name: memberships
-- The batches that items had joined by a position.
SELECT
    m.item_id,
    m.batch_id
FROM read.batch_items AS m
INNER JOIN read.progress AS p
    ON p.project_id = m.project_id
   AND p.generation = m.generation
WHERE p.project_id = $1
  AND p.is_current
  AND m.item_id = ANY($2::text[])
  AND m.joined_position <= $3
ORDER BY
    m.item_id,
    m.batch_id
