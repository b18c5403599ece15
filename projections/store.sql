-- name: page_items
-- The items of a page as they were kept, with the batches that they are in.
SELECT
    i.item_id,
    i.position,
    i.edition,
    i.state,
    ARRAY(
        SELECT b.batch_id
        FROM read.batch_items AS b
        WHERE b.project_id = i.project_id
          AND b.generation = i.generation
          AND b.item_id = i.item_id
    ) AS batches
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.item_id = ANY($3::text[])

-- name: items_before
-- The next items of a refold: those without rows under its edition, in order of their ids.
SELECT
    i.item_id,
    i.position,
    i.edition,
    i.state,
    ARRAY(
        SELECT b.batch_id
        FROM read.batch_items AS b
        WHERE b.project_id = i.project_id
          AND b.generation = i.generation
          AND b.item_id = i.item_id
    ) AS batches
FROM read.items AS i
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.edition < $3
  AND i.item_id > $4
ORDER BY i.item_id
LIMIT $5

-- name: page_batches
-- The batches of a page as they were kept.
SELECT
    b.batch_id,
    b.title,
    b.batch_kind,
    b.is_closed,
    b.items,
    b.opened_position
FROM read.batches AS b
WHERE b.project_id = $1
  AND b.generation = $2
  AND b.batch_id = ANY($3::text[])
  AND b.to_position = 9223372036854775807

-- name: tallies_at
-- Of each scope, the last stamp at or before a position and the changes since: parts of one sum.
SELECT
    s.scope,
    part.part,
    part.is_change
FROM unnest($4::text[]) AS s (scope)
LEFT JOIN LATERAL (
    SELECT
        t.position,
        t.tally
    FROM read.tallies AS t
    WHERE t.project_id = $1
      AND t.generation = $2
      AND t.edition = $3
      AND t.scope = s.scope
      AND t.position <= $5
    ORDER BY t.position DESC
    LIMIT 1
) AS stamp ON true
CROSS JOIN LATERAL (
    SELECT
        stamp.tally AS part,
        false AS is_change
    WHERE stamp.tally IS NOT NULL
    UNION ALL
    SELECT
        c.change,
        true
    FROM read.tally_changes AS c
    WHERE c.project_id = $1
      AND c.generation = $2
      AND c.edition = $3
      AND c.scope = s.scope
      AND c.position > coalesce(stamp.position, 0)
      AND c.position <= $5
) AS part

-- name: last_stamps
-- The last stamp of each scope.
SELECT
    s.scope,
    stamp.position,
    stamp.changes,
    stamp.tally
FROM unnest($4::text[]) AS s (scope)
CROSS JOIN LATERAL (
    SELECT
        t.position,
        t.changes,
        t.tally
    FROM read.tallies AS t
    WHERE t.project_id = $1
      AND t.generation = $2
      AND t.edition = $3
      AND t.scope = s.scope
    ORDER BY t.position DESC
    LIMIT 1
) AS stamp

-- name: every_stamp
-- All stamps of some scopes.
SELECT
    t.scope,
    t.position,
    t.changes,
    t.tally
FROM read.tallies AS t
WHERE t.project_id = $1
  AND t.generation = $2
  AND t.edition = $3
  AND t.scope = ANY($4::text[])
