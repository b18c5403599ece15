-- name: items_forward
-- The ids of a page of items, from the first on. Filters that are not given fall away.
SELECT DISTINCT i.item_id
FROM read.items AS i
LEFT JOIN read.batch_items AS m
    ON m.project_id = i.project_id
   AND m.generation = i.generation
   AND m.batch_id = $6
   AND m.item_id = i.item_id
LEFT JOIN read.ground_truth AS g
    ON g.project_id = i.project_id
   AND g.generation = i.generation
   AND g.edition = $3
   AND g.item_id = i.item_id
   AND g.absence = $7
   AND ($8::text IS NULL OR g.task = $8)
WHERE i.project_id = $1
  AND i.generation = $2
  AND ($4::text IS NULL OR i.item_id > $4)
  AND ($5::text IS NULL OR i.item_id < $5)
  AND ($6::text IS NULL OR m.item_id IS NOT NULL)
  AND ($7::text IS NULL OR g.item_id IS NOT NULL)
  AND (NOT $9::boolean OR i.review_requests > 0)
  AND (NOT $10::boolean OR i.open_escalations > 0)
ORDER BY i.item_id
LIMIT $11

-- name: items_backward
-- The ids of a page of items, from the last on. Filters that are not given fall away.
SELECT DISTINCT i.item_id
FROM read.items AS i
LEFT JOIN read.batch_items AS m
    ON m.project_id = i.project_id
   AND m.generation = i.generation
   AND m.batch_id = $6
   AND m.item_id = i.item_id
LEFT JOIN read.ground_truth AS g
    ON g.project_id = i.project_id
   AND g.generation = i.generation
   AND g.edition = $3
   AND g.item_id = i.item_id
   AND g.absence = $7
   AND ($8::text IS NULL OR g.task = $8)
WHERE i.project_id = $1
  AND i.generation = $2
  AND ($4::text IS NULL OR i.item_id > $4)
  AND ($5::text IS NULL OR i.item_id < $5)
  AND ($6::text IS NULL OR m.item_id IS NOT NULL)
  AND ($7::text IS NULL OR g.item_id IS NOT NULL)
  AND (NOT $9::boolean OR i.review_requests > 0)
  AND (NOT $10::boolean OR i.open_escalations > 0)
ORDER BY i.item_id DESC
LIMIT $11

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
  AND b.batch_id = ANY($3::text[])

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
  AND ($3::text IS NULL OR b.batch_id > $3)
  AND ($4::text IS NULL OR b.batch_id < $4)
ORDER BY b.batch_id
LIMIT $5

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
  AND ($3::text IS NULL OR b.batch_id > $3)
  AND ($4::text IS NULL OR b.batch_id < $4)
ORDER BY b.batch_id DESC
LIMIT $5

-- name: evidence_in_batch
-- The items of a batch that weigh most for each requirement asked about; see `evidence.weight`.
SELECT
    asked.place,
    heaviest.item_id,
    heaviest.weight
FROM unnest($5::integer[], $6::text[], $7::text[]) AS asked (place, metric, task)
CROSS JOIN LATERAL (
    SELECT
        weighed.item_id,
        weighed.weight
    FROM (
        SELECT
            i.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (votes.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $8::integer - votes.voters)
                WHEN 'open_escalations' THEN i.open_escalations
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END AS weight
        FROM read.batch_items AS m
        INNER JOIN read.items AS i
            ON i.project_id = m.project_id
           AND i.generation = m.generation
           AND i.item_id = m.item_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN $9::boolean THEN i.voters_any ELSE i.voters END AS voters
        ) AS votes
        LEFT JOIN read.ground_truth AS g
            ON g.project_id = m.project_id
           AND g.generation = m.generation
           AND g.edition = $3
           AND g.item_id = m.item_id
           AND g.task = asked.task
        WHERE m.project_id = $1
          AND m.generation = $2
          AND m.batch_id = $4
    ) AS weighed
    WHERE weighed.weight > 0
    ORDER BY
        weighed.weight DESC,
        weighed.item_id
    LIMIT $10
) AS heaviest
ORDER BY
    asked.place,
    heaviest.weight DESC,
    heaviest.item_id

-- name: evidence_in_project
-- The same over all items of the project.
SELECT
    asked.place,
    heaviest.item_id,
    heaviest.weight
FROM unnest($4::integer[], $5::text[], $6::text[]) AS asked (place, metric, task)
CROSS JOIN LATERAL (
    SELECT
        weighed.item_id,
        weighed.weight
    FROM (
        SELECT
            i.item_id,
            CASE asked.metric
                WHEN 'coverage' THEN (votes.voters = 0)::integer
                WHEN 'overlap' THEN greatest(0, $7::integer - votes.voters)
                WHEN 'open_escalations' THEN i.open_escalations
                WHEN 'alpha_nominal' THEN g.nominal_weight
                WHEN 'alpha_ordinal' THEN g.ordinal_weight
                WHEN 'items_without_ground_truth' THEN (g.absence IS NOT NULL)::integer
            END AS weight
        FROM read.items AS i
        CROSS JOIN LATERAL (
            SELECT CASE WHEN $8::boolean THEN i.voters_any ELSE i.voters END AS voters
        ) AS votes
        LEFT JOIN read.ground_truth AS g
            ON g.project_id = i.project_id
           AND g.generation = i.generation
           AND g.edition = $3
           AND g.item_id = i.item_id
           AND g.task = asked.task
        WHERE i.project_id = $1
          AND i.generation = $2
    ) AS weighed
    WHERE weighed.weight > 0
    ORDER BY
        weighed.weight DESC,
        weighed.item_id
    LIMIT $9
) AS heaviest
ORDER BY
    asked.place,
    heaviest.weight DESC,
    heaviest.item_id

-- name: escalations
-- Those of the escalations that exist.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND e.escalation_id = ANY($3::uuid[])

-- name: escalations_forward
-- A page of the queue: highest level first, then due soonest, then raised first.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND ($3::boolean IS NULL OR e.is_open = $3)
  AND (
      $4::integer IS NULL
      OR (
          e.level <= $4
          AND (
              e.level < $4
              OR (e.due_at, e.raised_position)
                  > (coalesce($5::timestamptz, 'infinity'), $6::bigint)
          )
      )
  )
  AND (
      $7::integer IS NULL
      OR (
          e.level >= $7
          AND (
              e.level > $7
              OR (e.due_at, e.raised_position)
                  < (coalesce($8::timestamptz, 'infinity'), $9::bigint)
          )
      )
  )
ORDER BY
    e.level DESC,
    e.due_at,
    e.raised_position
LIMIT $10

-- name: escalations_backward
-- A page of the queue from its end.
SELECT
    e.item_id,
    e.state
FROM read.escalations AS e
WHERE e.project_id = $1
  AND e.generation = $2
  AND ($3::boolean IS NULL OR e.is_open = $3)
  AND (
      $4::integer IS NULL
      OR (
          e.level <= $4
          AND (
              e.level < $4
              OR (e.due_at, e.raised_position)
                  > (coalesce($5::timestamptz, 'infinity'), $6::bigint)
          )
      )
  )
  AND (
      $7::integer IS NULL
      OR (
          e.level >= $7
          AND (
              e.level > $7
              OR (e.due_at, e.raised_position)
                  < (coalesce($8::timestamptz, 'infinity'), $9::bigint)
          )
      )
  )
ORDER BY
    e.level,
    e.due_at DESC,
    e.raised_position DESC
LIMIT $10
