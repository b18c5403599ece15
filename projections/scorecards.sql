-- name: answers
-- How many answers to a task there are as of a position, counted no further than a limit.
SELECT count(*) AS n
FROM (
    SELECT 1
    FROM read.readings AS r
    WHERE r.project_id = $1
      AND r.generation = $2
      AND r.task = $3
      AND r.from_position <= $4
      AND r.to_position > $4
    LIMIT $5
) AS found

-- name: decided
-- Ground truth of a task that no vote has a part in, as of a position: items and categories.
SELECT
    coalesce(array_agg(g.item_id), '{}') AS items,
    coalesce(array_agg(g.category), '{}') AS categories
FROM read.ground_truth AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.edition = $3
  AND g.task = $4
  AND g.from_position <= $5
  AND g.to_position > $5
  AND g.category IS NOT NULL
  AND g.origin IN ('gold', 'adjudication', 'review')

-- name: sources
-- Items that name their source, as of a position: items and sources.
SELECT
    coalesce(array_agg(i.item_id), '{}') AS items,
    coalesce(array_agg(i.source), '{}') AS sources
FROM read.registered_items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.position <= $3
  AND i.source IS NOT NULL
