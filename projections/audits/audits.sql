-- name: population
-- Items with ground truth of a task as of a position, of a batch if one is named, in order of their
-- ids, as columns; no more than a limit.
SELECT
    coalesce(array_agg(page.item_id), '{}') AS items,
    coalesce(array_agg(page.category), '{}') AS categories,
    coalesce(array_agg(page.origin), '{}') AS origins
FROM (
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
      AND (
          $6::text IS NULL
          OR g.item_id IN (
              SELECT m.item_id
              FROM read.batch_items AS m
              WHERE m.project_id = $1
                AND m.generation = $2
                AND m.batch_id = $6
                AND m.joined_position <= $5
          )
      )
    ORDER BY g.item_id
    LIMIT $7
) AS page
