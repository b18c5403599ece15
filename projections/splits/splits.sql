-- name: truths_then
-- The ground truth of these items as of each one's own position, and as of another: both may be
-- absent. Of the terms in force at the later one, for all.
SELECT
    asked.item_id,
    t.task,
    before.category AS category_then,
    after.category AS category_now
FROM unnest($5::text[], $6::bigint[]) AS asked (item_id, position)
CROSS JOIN unnest($7::text[]) AS t (task)
LEFT JOIN read.ground_truth AS after
    ON after.project_id = $1
   AND after.generation = $2
   AND after.edition = $3
   AND after.item_id = asked.item_id
   AND after.task = t.task
   AND after.from_position <= $4
   AND after.to_position > $4
LEFT JOIN LATERAL (
    SELECT g.category
    FROM read.ground_truth AS g
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.edition = (
          SELECT max(e.edition)
          FROM read.editions AS e
          WHERE e.project_id = $1
            AND e.generation = $2
            AND e.from_position <= asked.position
      )
      AND g.item_id = asked.item_id
      AND g.task = t.task
      AND g.from_position <= asked.position
      AND g.to_position > asked.position
) AS before
    ON true
WHERE before.category IS DISTINCT FROM after.category
ORDER BY
    asked.item_id,
    t.task
