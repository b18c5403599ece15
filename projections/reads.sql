-- name: items_forward
-- The ids of a page of items, from the first on. Filters that are not given fall away.
SELECT DISTINCT i.item_id
FROM read.item_counts AS i
LEFT JOIN read.batch_items AS m
    ON m.project_id = i.project_id
   AND m.generation = i.generation
   AND m.batch_id = $7
   AND m.item_id = i.item_id
   AND m.joined_position <= $3
LEFT JOIN read.ground_truth AS g
    ON g.project_id = i.project_id
   AND g.generation = i.generation
   AND g.edition = $4
   AND g.item_id = i.item_id
   AND g.from_position <= $3
   AND g.to_position > $3
   AND g.absence = $8
   AND ($9::text IS NULL OR g.task = $9)
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.from_position <= $3
  AND i.to_position > $3
  AND ($5::text IS NULL OR i.item_id > $5)
  AND ($6::text IS NULL OR i.item_id < $6)
  AND ($7::text IS NULL OR m.item_id IS NOT NULL)
  AND ($8::text IS NULL OR g.item_id IS NOT NULL)
  AND (NOT $10::boolean OR i.review_requests > 0)
  AND (NOT $11::boolean OR i.open_escalations > 0)
ORDER BY i.item_id
LIMIT $12

-- name: items_backward
-- The ids of a page of items, from the last on. Filters that are not given fall away.
SELECT DISTINCT i.item_id
FROM read.item_counts AS i
LEFT JOIN read.batch_items AS m
    ON m.project_id = i.project_id
   AND m.generation = i.generation
   AND m.batch_id = $7
   AND m.item_id = i.item_id
   AND m.joined_position <= $3
LEFT JOIN read.ground_truth AS g
    ON g.project_id = i.project_id
   AND g.generation = i.generation
   AND g.edition = $4
   AND g.item_id = i.item_id
   AND g.from_position <= $3
   AND g.to_position > $3
   AND g.absence = $8
   AND ($9::text IS NULL OR g.task = $9)
WHERE i.project_id = $1
  AND i.generation = $2
  AND i.from_position <= $3
  AND i.to_position > $3
  AND ($5::text IS NULL OR i.item_id > $5)
  AND ($6::text IS NULL OR i.item_id < $6)
  AND ($7::text IS NULL OR m.item_id IS NOT NULL)
  AND ($8::text IS NULL OR g.item_id IS NOT NULL)
  AND (NOT $10::boolean OR i.review_requests > 0)
  AND (NOT $11::boolean OR i.open_escalations > 0)
ORDER BY i.item_id DESC
LIMIT $12

-- name: batches
-- Those of the batches that exist.
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
  AND b.from_position <= $3
  AND b.to_position > $3
  AND b.batch_id = ANY($4::text[])

-- name: batches_forward
-- A page of batches, from the first on.
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
  AND b.from_position <= $3
  AND b.to_position > $3
  AND ($4::text IS NULL OR b.batch_id > $4)
  AND ($5::text IS NULL OR b.batch_id < $5)
ORDER BY b.batch_id
LIMIT $6

-- name: batches_backward
-- A page of batches, from the last on.
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
  AND b.from_position <= $3
  AND b.to_position > $3
  AND ($4::text IS NULL OR b.batch_id > $4)
  AND ($5::text IS NULL OR b.batch_id < $5)
ORDER BY b.batch_id DESC
LIMIT $6

-- name: escalations
-- Those of the escalations that exist.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND e.escalation_id = ANY($4::uuid[])

-- name: escalations_forward
-- A page of the queue: highest level first, then due soonest, then raised first.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND ($4::boolean IS NULL OR e.is_open = $4)
  AND (
      $5::integer IS NULL
      OR (
          e.level <= $5
          AND (
              e.level < $5
              OR (e.due_at, e.raised_position)
                  > (coalesce($6::timestamptz, 'infinity'), $7::bigint)
          )
      )
  )
  AND (
      $8::integer IS NULL
      OR (
          e.level >= $8
          AND (
              e.level > $8
              OR (e.due_at, e.raised_position)
                  < (coalesce($9::timestamptz, 'infinity'), $10::bigint)
          )
      )
  )
  AND ($12::integer IS NULL OR e.level = $12)
  AND (
      $13::text IS NULL
      OR e.owner = $13
      OR (e.owner IS NULL AND e.owner_role = ANY($14::text[]))
  )
  AND ($15::timestamptz IS NULL OR e.due_at < $15)
ORDER BY
    e.level DESC,
    e.due_at,
    e.raised_position
LIMIT $11

-- name: escalations_backward
-- A page of the queue from its end.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.from_position <= $3
  AND e.to_position > $3
  AND ($4::boolean IS NULL OR e.is_open = $4)
  AND (
      $5::integer IS NULL
      OR (
          e.level <= $5
          AND (
              e.level < $5
              OR (e.due_at, e.raised_position)
                  > (coalesce($6::timestamptz, 'infinity'), $7::bigint)
          )
      )
  )
  AND (
      $8::integer IS NULL
      OR (
          e.level >= $8
          AND (
              e.level > $8
              OR (e.due_at, e.raised_position)
                  < (coalesce($9::timestamptz, 'infinity'), $10::bigint)
          )
      )
  )
  AND ($12::integer IS NULL OR e.level = $12)
  AND (
      $13::text IS NULL
      OR e.owner = $13
      OR (e.owner IS NULL AND e.owner_role = ANY($14::text[]))
  )
  AND ($15::timestamptz IS NULL OR e.due_at < $15)
ORDER BY
    e.level,
    e.due_at DESC,
    e.raised_position DESC
LIMIT $11
