-- name: known
-- Items whose truth was decided by gold or by an expert, as of a position.
SELECT
    g.item_id,
    g.category,
    g.origin
FROM read.ground_truth AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.edition = $3
  AND g.task = $4
  AND g.from_position <= $5
  AND g.to_position > $5
  AND g.category IS NOT NULL
  AND g.origin IN ('gold', 'adjudication')
