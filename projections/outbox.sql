-- name: put
-- What a page of the current generation has to tell, if anybody wants to be told.
INSERT INTO read.outbox (project_id, position, kind, scope, items)
SELECT
    $1,
    told.position,
    told.kind,
    told.scope,
    told.items
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::integer[])
    AS told (position, kind, scope, items)
WHERE EXISTS (SELECT FROM read.receivers)
ON CONFLICT DO NOTHING

-- name: put_rebuilt
-- That answers are others now, if anybody wants to be told: told anew where it waits already.
INSERT INTO read.outbox (project_id, position, kind, scope, items)
SELECT
    $1,
    $2,
    $3,
    $4,
    0
WHERE EXISTS (SELECT FROM read.receivers)
ON CONFLICT ON CONSTRAINT told_once DO UPDATE
SET
    written_at = clock_timestamp(),
    due_at = clock_timestamp(),
    attempts = 0,
    failure = NULL,
    is_dead = false

-- name: want
-- Somebody wants to be told from now on.
INSERT INTO read.receivers (name)
VALUES ($1)
ON CONFLICT DO NOTHING

-- name: end
-- Nobody wants to be told any more: what waits goes, and nothing more is kept.
WITH gone AS (
    DELETE FROM read.receivers
)

DELETE FROM read.outbox

-- name: take
-- The first message of each project, if it is due; nobody else takes it meanwhile.
WITH firsts AS (
    SELECT DISTINCT ON (o.project_id)
        o.project_id,
        o.position,
        o.kind,
        o.scope,
        o.due_at
    FROM read.outbox AS o
    WHERE NOT o.is_dead
    ORDER BY
        o.project_id,
        o.position,
        o.kind,
        o.scope
)

UPDATE read.outbox AS o
SET
    due_at = clock_timestamp() + $1::interval,
    attempts = o.attempts + 1
FROM firsts AS f
WHERE o.project_id = f.project_id
  AND o.position = f.position
  AND o.kind = f.kind
  AND o.scope = f.scope
  AND f.due_at <= clock_timestamp()
  AND o.due_at <= clock_timestamp()
RETURNING
    o.project_id,
    o.position,
    o.kind,
    o.scope,
    o.items,
    o.attempts,
    o.written_at

-- name: told
-- A message that arrived.
DELETE FROM read.outbox AS o
WHERE o.project_id = $1
  AND o.position = $2
  AND o.kind = $3
  AND o.scope = $4
  AND o.written_at = coalesce($5, o.written_at)

-- name: failed
-- A message that did not arrive: to be tried again later, or given up, so that others go on.
UPDATE read.outbox AS o
SET
    due_at = clock_timestamp() + $5::interval,
    failure = $6,
    is_dead = $7
WHERE o.project_id = $1
  AND o.position = $2
  AND o.kind = $3
  AND o.scope = $4

-- name: untold
-- What failed at least once, the given up first.
SELECT
    o.project_id,
    o.position,
    o.kind,
    o.scope,
    o.items,
    o.attempts,
    o.written_at,
    o.is_dead,
    o.failure
FROM read.outbox AS o
WHERE o.failure IS NOT NULL
ORDER BY
    o.is_dead DESC,
    o.project_id,
    o.position
LIMIT $1

-- name: retry
-- What was given up is tried again.
UPDATE read.outbox AS o
SET
    is_dead = false,
    attempts = 0,
    due_at = clock_timestamp()
WHERE o.is_dead

-- name: waiting
-- How many messages are still to be told, how many were given up, and the age of the oldest.
SELECT
    count(*) FILTER (WHERE NOT o.is_dead) AS messages,
    count(*) FILTER (WHERE o.is_dead) AS given_up,
    min(o.written_at) FILTER (WHERE NOT o.is_dead) AS oldest_at,
    coalesce(
        extract(epoch FROM clock_timestamp() - min(o.written_at) FILTER (WHERE NOT o.is_dead)), 0
    )::float8 AS oldest_seconds_ago
FROM read.outbox AS o
