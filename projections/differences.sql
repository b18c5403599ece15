-- name: changed
-- The next items, by id, that something happened to between two positions, that joined a batch
-- there, or whose ground truth is another at the later position under other terms (see
-- `difference.truth_change`). Without a list of items to choose from, any item.
SELECT DISTINCT changed.item_id
FROM (
    SELECT substr(e.stream, 6) AS item_id
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.position > $3
      AND e.position <= $4
      AND starts_with(e.stream, 'item/')
    UNION ALL
    SELECT added.item_id COLLATE "C"
    FROM ledger.events AS e
    CROSS JOIN LATERAL json_array_elements_text(e.body -> 'item_ids') AS added (item_id)
    WHERE e.project_id = $1
      AND e.position > $3
      AND e.position <= $4
      AND e.type = 'ItemsAddedToBatch'
    UNION ALL
    SELECT coalesce(after.item_id, before.item_id)
    FROM (
        SELECT
            g.item_id,
            g.task,
            g.category,
            g.origin,
            g.absence
        FROM read.ground_truth AS g
        WHERE g.project_id = $1
          AND g.generation = $2
          AND g.edition = $5
          AND g.from_position <= $3
          AND g.to_position > $3
          AND g.item_id > $7
    ) AS before
    FULL JOIN (
        SELECT
            g.item_id,
            g.task,
            g.category,
            g.origin,
            g.absence
        FROM read.ground_truth AS g
        WHERE g.project_id = $1
          AND g.generation = $2
          AND g.edition = $6
          AND g.from_position <= $4
          AND g.to_position > $4
          AND g.item_id > $7
    ) AS after
        ON after.item_id = before.item_id
       AND after.task = before.task
    WHERE $5::integer <> $6::integer
      AND (before.category, before.origin, before.absence)
          IS DISTINCT FROM (after.category, after.origin, after.absence)
      AND (
          before.category IS NOT NULL
          OR after.category IS NOT NULL
          OR (before.item_id IS NOT NULL AND after.item_id IS NOT NULL)
      )
) AS changed
WHERE changed.item_id > $7
  AND ($8::text[] IS NULL OR changed.item_id = ANY($8))
ORDER BY changed.item_id
LIMIT $9

-- name: joined
-- Which batches items joined, and where, up to a position.
SELECT
    m.item_id,
    m.batch_id,
    m.joined_position
FROM read.batch_items AS m
INNER JOIN read.progress AS p
    ON p.project_id = m.project_id
   AND p.generation = m.generation
WHERE p.project_id = $1
  AND p.is_current
  AND m.item_id = ANY($2::text[])
  AND m.joined_position > $3
  AND m.joined_position <= $4
ORDER BY m.joined_position
