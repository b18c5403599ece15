-- name: touched
-- The next items, by id, that something happened to between two positions, or that joined a
-- batch there. Without a list of items to choose from, any item.
SELECT DISTINCT touched.item_id
FROM (
    SELECT substr(e.stream, 6) AS item_id
    FROM ledger.events AS e
    WHERE e.project_id = $1
      AND e.position > $2
      AND e.position <= $3
      AND starts_with(e.stream, 'item/')
    UNION ALL
    SELECT added.item_id COLLATE "C"
    FROM ledger.events AS e
    CROSS JOIN LATERAL json_array_elements_text(e.body -> 'item_ids') AS added (item_id)
    WHERE e.project_id = $1
      AND e.position > $2
      AND e.position <= $3
      AND e.type = 'ItemsAddedToBatch'
) AS touched
WHERE touched.item_id > $4
  AND ($5::text[] IS NULL OR touched.item_id = ANY($5))
ORDER BY touched.item_id
LIMIT $6

-- name: registered
-- The next items, by id, that began at a position or before: an item's first event is version 1.
-- '0' follows '/', so the streams of all items lie between the two.
SELECT substr(e.stream, 6) AS item_id
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.stream > 'item/' || $3
  AND e.stream < 'item0'
  AND e.version = 1
  AND e.position <= $2
ORDER BY e.stream
LIMIT $4

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
