-- name: latest
-- The last checkpoint of a project, of its last epoch that has one.
SELECT
    c.epoch,
    c.tree_size,
    c.root,
    c.note,
    c.key_number,
    c.sealed_at
FROM ledger.checkpoints AS c
WHERE c.project_id = $1
ORDER BY c.epoch DESC, c.tree_size DESC
LIMIT 1

-- name: page
-- Checkpoints between two, in the order in which they were sealed.
SELECT
    c.epoch,
    c.tree_size,
    c.root,
    c.note,
    c.key_number,
    c.sealed_at
FROM ledger.checkpoints AS c
WHERE c.project_id = $1
  AND (c.epoch, c.tree_size) > ($2, $3)
  AND (c.epoch, c.tree_size) < ($4, $5)
ORDER BY c.epoch, c.tree_size
LIMIT $6

-- name: page_backward
-- The last ones between two, the last one first.
SELECT
    c.epoch,
    c.tree_size,
    c.root,
    c.note,
    c.key_number,
    c.sealed_at
FROM ledger.checkpoints AS c
WHERE c.project_id = $1
  AND (c.epoch, c.tree_size) > ($2, $3)
  AND (c.epoch, c.tree_size) < ($4, $5)
ORDER BY c.epoch DESC, c.tree_size DESC
LIMIT $6

-- name: signing_keys
-- Every key that signed, in order.
SELECT
    k.number,
    k.public_key,
    k.statement,
    k.added_at
FROM ledger.signing_keys AS k
ORDER BY k.number

-- name: epochs
-- The epochs of a project, in order. The first has no row before it is sealed.
SELECT
    o.epoch,
    o.fork_size,
    o.reason,
    o.opened_by,
    o.opened_at,
    x.note AS statement
FROM ledger.epochs AS o
LEFT JOIN ledger.epoch_statements AS x
    ON x.project_id = o.project_id
   AND x.epoch = o.epoch
WHERE o.project_id = $1
ORDER BY o.epoch

-- name: standing
-- How far every project is sealed in its present epoch, or one project; those that take no appends
-- too, opened or not.
WITH known AS (
    SELECT p.project_id
    FROM ledger.projects AS p
    WHERE $1::text IS NULL
       OR p.project_id = $1
    UNION
    SELECT s.project_id
    FROM ledger.stops AS s
    WHERE $1::text IS NULL
       OR s.project_id = $1
),
present AS (
    SELECT
        o.project_id,
        max(o.epoch) AS epoch
    FROM ledger.epochs AS o
    WHERE $1::text IS NULL
       OR o.project_id = $1
    GROUP BY o.project_id
),
last_stop AS (
    SELECT DISTINCT ON (s.project_id)
        s.project_id,
        s.epoch,
        s.reason
    FROM ledger.stops AS s
    WHERE $1::text IS NULL
       OR s.project_id = $1
    ORDER BY s.project_id, s.epoch DESC
)
SELECT
    known.project_id,
    coalesce(
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = known.project_id
        ),
        0
    ) AS head,
    coalesce(present.epoch, 1) AS epoch,
    coalesce(c.tree_size, 0) AS sealed_size,
    c.sealed_at,
    extract(epoch FROM clock_timestamp() - c.sealed_at)::float8 AS sealed_seconds_ago,
    CASE WHEN last_stop.epoch >= coalesce(present.epoch, 1) THEN last_stop.reason END AS stopped
FROM known
LEFT JOIN present
    ON present.project_id = known.project_id
LEFT JOIN last_stop
    ON last_stop.project_id = known.project_id
LEFT JOIN LATERAL (
    SELECT
        k.tree_size,
        k.sealed_at
    FROM ledger.checkpoints AS k
    WHERE k.project_id = known.project_id
      AND k.epoch = present.epoch
    ORDER BY k.tree_size DESC
    LIMIT 1
) AS c ON true
ORDER BY known.project_id
