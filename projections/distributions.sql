-- name: sizes
-- How many items and answers to a task there are as of a position, counted no further than limits.
SELECT
    (
        SELECT count(*)
        FROM (
            SELECT 1
            FROM read.registered_items AS i
            WHERE i.project_id = $1
              AND i.generation = $2
              AND i.position <= $3
            LIMIT $5
        ) AS some_items
    ) AS items,
    (
        SELECT count(*)
        FROM (
            SELECT 1
            FROM read.readings AS r
            WHERE r.project_id = $1
              AND r.generation = $2
              AND r.task = $4
              AND r.from_position <= $3
              AND r.to_position > $3
            LIMIT $6
        ) AS some_answers
    ) AS answers

-- name: truths
-- The next items' ground truth of a task as of a position, in order of their ids, as columns.
SELECT
    coalesce(array_agg(page.item_id), '{}') AS items,
    coalesce(array_agg(page.category), '{}') AS categories,
    coalesce(array_agg(page.absence), '{}') AS absences
FROM (
    SELECT
        g.item_id,
        g.category,
        g.absence
    FROM read.ground_truth AS g
    WHERE g.project_id = $1
      AND g.generation = $2
      AND g.edition = $3
      AND g.task = $4
      AND g.from_position <= $5
      AND g.to_position > $5
      AND g.item_id > $6
    ORDER BY g.item_id
    LIMIT $7
) AS page

-- name: texts
-- The texts of items that hold their own, by where they were registered.
SELECT
    e.position,
    e.body ->> 'text' AS inline_text
FROM ledger.events AS e
WHERE e.project_id = $1
  AND e.position = ANY($2::bigint[])
  AND e.body ->> 'text' IS NOT NULL
