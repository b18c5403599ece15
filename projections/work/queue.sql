-- name: queue_forward
-- A page of items that want annotators, by priority and age.
SELECT
    w.item_id,
    w.free,
    w.held,
    w.held_by,
    w.lapses_at,
    w.priority,
    w.registered_position
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.from_position <= $4
  AND w.to_position > $4
  AND NOT w.is_gold
  AND w.free > 0
  AND ($5::text IS NULL OR EXISTS (
      SELECT
      FROM read.batch_items AS b
      WHERE b.project_id = w.project_id
        AND b.generation = w.generation
        AND b.batch_id = $5
        AND b.item_id = w.item_id
        AND b.joined_position <= $4
  ))
  AND ($6::bigint IS NULL OR (-w.priority, w.registered_position) > (-$6, $7::bigint))
  AND ($8::bigint IS NULL OR (-w.priority, w.registered_position) < (-$8, $9::bigint))
ORDER BY
    w.priority DESC,
    w.registered_position
LIMIT $10

-- name: queue_backward
-- The same from the end.
SELECT
    w.item_id,
    w.free,
    w.held,
    w.held_by,
    w.lapses_at,
    w.priority,
    w.registered_position
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.from_position <= $4
  AND w.to_position > $4
  AND NOT w.is_gold
  AND w.free > 0
  AND ($5::text IS NULL OR EXISTS (
      SELECT
      FROM read.batch_items AS b
      WHERE b.project_id = w.project_id
        AND b.generation = w.generation
        AND b.batch_id = $5
        AND b.item_id = w.item_id
        AND b.joined_position <= $4
  ))
  AND ($6::bigint IS NULL OR (-w.priority, w.registered_position) > (-$6, $7::bigint))
  AND ($8::bigint IS NULL OR (-w.priority, w.registered_position) < (-$8, $9::bigint))
ORDER BY
    w.priority,
    w.registered_position DESC
LIMIT $10

-- name: held_by
-- Items that a member holds, the oldest first.
SELECT w.item_id
FROM read.work AS w
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.from_position <= $4
  AND w.to_position > $4
  AND w.held > 0
  AND $5 = ANY(w.held_by)
ORDER BY w.registered_position
LIMIT $6

-- name: by_batch
-- What is open and held, in the project and in each batch that has some of it. Gold is left out
-- of what is open: everybody gets it once.
SELECT
    scopes.batch_id,
    count(*) FILTER (WHERE w.free > 0 AND NOT w.is_gold) AS open_items,
    coalesce(sum(w.free) FILTER (WHERE NOT w.is_gold), 0)::bigint AS free,
    sum(w.held)::bigint AS held,
    count(*) FILTER (WHERE w.held > 0 AND w.lapses_at <= $5) AS expired
FROM read.work AS w
CROSS JOIN LATERAL (
    SELECT NULL AS batch_id
    UNION ALL
    SELECT b.batch_id
    FROM read.batch_items AS b
    WHERE b.project_id = w.project_id
      AND b.generation = w.generation
      AND b.item_id = w.item_id
      AND b.joined_position <= $4
) AS scopes
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.from_position <= $4
  AND w.to_position > $4
GROUP BY scopes.batch_id
ORDER BY scopes.batch_id NULLS FIRST

-- name: holders
-- Who holds how many items, those with most first.
SELECT
    holder.member,
    count(*) AS items
FROM read.work AS w
CROSS JOIN LATERAL unnest(w.held_by) AS holder (member)
WHERE w.project_id = $1
  AND w.generation = $2
  AND w.edition = $3
  AND w.from_position <= $4
  AND w.to_position > $4
GROUP BY holder.member
ORDER BY
    count(*) DESC,
    holder.member
LIMIT $5
