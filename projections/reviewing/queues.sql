-- name: wished
-- Items that somebody is to judge, as of a position, of a batch where one is named.
SELECT i.item_id
FROM read.item_counts AS i
LEFT JOIN read.batch_items AS m
    ON m.project_id = i.project_id
   AND m.generation = i.generation
   AND m.batch_id = $4
   AND m.item_id = i.item_id
   AND m.joined_position <= $3
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.from_position <= $3
  AND i.to_position > $3
  AND i.review_requests > 0
  AND ($4::text IS NULL OR m.item_id IS NOT NULL)
ORDER BY i.item_id
LIMIT $5

-- name: undecided
-- Items with enough labels whose votes or reviews decide nothing, as of a position under an
-- edition, of a batch where one is named: the most disagreement first.
SELECT g.item_id
FROM read.ground_truth AS g
INNER JOIN read.item_counts AS i
    ON i.project_id = g.project_id
   AND i.generation = g.generation
   AND i.item_id = g.item_id
   AND i.from_position <= $3
   AND i.to_position > $3
LEFT JOIN read.batch_items AS m
    ON m.project_id = g.project_id
   AND m.generation = g.generation
   AND m.batch_id = $4
   AND m.item_id = g.item_id
   AND m.joined_position <= $3
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.edition = $6
  AND g.from_position <= $3
  AND g.to_position > $3
  AND (
      g.absence = ANY($7::text[])
      AND i.labels >= $9
      OR g.absence = ANY($8::text[])
  )
  AND ($4::text IS NULL OR m.item_id IS NOT NULL)
GROUP BY g.item_id
ORDER BY
    max(g.nominal_weight) DESC,
    g.item_id
LIMIT $5
