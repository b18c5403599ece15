-- name: classes_by_batch
-- How many items of each batch have each ground truth of a task, as of a position.
SELECT
    m.batch_id,
    g.category,
    count(*) AS items
FROM read.batch_items AS m
JOIN read.ground_truth AS g
    ON g.project_id = m.project_id
   AND g.generation = m.generation
   AND g.item_id = m.item_id
WHERE m.project_id = $1
  AND m.generation = $2
  AND m.joined_position <= $5
  AND g.edition = $3
  AND g.task = $4
  AND g.from_position <= $5
  AND g.to_position > $5
  AND g.category IS NOT NULL
  AND ($6::text IS NULL OR m.batch_id = $6)
GROUP BY
    m.batch_id,
    g.category

-- name: classes
-- How many items of the project have each ground truth of a task, as of a position.
SELECT
    g.category,
    count(*) AS items
FROM read.ground_truth AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.edition = $3
  AND g.task = $4
  AND g.from_position <= $5
  AND g.to_position > $5
  AND g.category IS NOT NULL
GROUP BY g.category

-- name: batches
-- The batches that are not audits, as of a position, in order of their ids.
SELECT b.batch_id
FROM read.batches AS b
WHERE b.project_id = $1
  AND b.generation = $2
  AND b.from_position <= $3
  AND b.to_position > $3
  AND b.batch_kind <> 'audit'
  AND ($4::text IS NULL OR b.batch_id = $4)
ORDER BY b.batch_id
LIMIT $5
