-- name: stretches
-- Every stretch of positions in which a gold of a task was in force, begun by a position.
SELECT
    g.item_id,
    g.category,
    g.proposed_by,
    g.approved_by,
    g.from_position,
    g.to_position,
    g.proposed_position
FROM read.gold AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.task = $3
  AND g.status = 'active'
  AND g.from_position <= $4

-- name: golds_forward
-- A page of golds by item and proposal, of those statuses and that task if any are named.
SELECT
    g.item_id,
    g.state
FROM read.gold AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.from_position <= $3
  AND g.to_position > $3
  AND ($4::text[] IS NULL OR g.status = ANY($4))
  AND ($5::text IS NULL OR g.task = $5)
  AND ($6::text IS NULL OR (g.item_id, g.proposed_position) > ($6, $7::bigint))
  AND ($8::text IS NULL OR (g.item_id, g.proposed_position) < ($8, $9::bigint))
ORDER BY
    g.item_id,
    g.proposed_position
LIMIT $10

-- name: golds_backward
-- A page of golds from the end of the list.
SELECT
    g.item_id,
    g.state
FROM read.gold AS g
WHERE g.project_id = $1
  AND g.generation = $2
  AND g.from_position <= $3
  AND g.to_position > $3
  AND ($4::text[] IS NULL OR g.status = ANY($4))
  AND ($5::text IS NULL OR g.task = $5)
  AND ($6::text IS NULL OR (g.item_id, g.proposed_position) > ($6, $7::bigint))
  AND ($8::text IS NULL OR (g.item_id, g.proposed_position) < ($8, $9::bigint))
ORDER BY
    g.item_id DESC,
    g.proposed_position DESC
LIMIT $10
