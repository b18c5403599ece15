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
    o.opened_at
FROM ledger.epochs AS o
WHERE o.project_id = $1
ORDER BY o.epoch

-- name: standing
-- How far every project is sealed in its present epoch, or one project; those that take no appends
-- too, opened or not.
SELECT
    p.project_id,
    coalesce(p.head, 0) AS head,
    coalesce(p.epoch, 1) AS epoch,
    coalesce(c.tree_size, 0) AS sealed_size,
    c.sealed_at,
    extract(epoch FROM clock_timestamp() - c.sealed_at)::float8 AS sealed_seconds_ago,
    CASE WHEN ledger.is_stopped(p.project_id) THEN s.reason END AS stopped
FROM (
    SELECT
        o.project_id,
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = o.project_id
        ) AS head,
        (
            SELECT max(n.epoch)
            FROM ledger.epochs AS n
            WHERE n.project_id = o.project_id
        ) AS epoch
    FROM (
        SELECT opened.project_id
        FROM ledger.projects AS opened
        UNION
        SELECT halted.project_id
        FROM ledger.stops AS halted
    ) AS o
    WHERE $1::text IS NULL
       OR o.project_id = $1
) AS p
LEFT JOIN LATERAL (
    SELECT
        k.tree_size,
        k.sealed_at
    FROM ledger.checkpoints AS k
    WHERE k.project_id = p.project_id
      AND k.epoch = coalesce(p.epoch, 1)
    ORDER BY k.tree_size DESC
    LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT h.reason
    FROM ledger.stops AS h
    WHERE h.project_id = p.project_id
    ORDER BY h.epoch DESC
    LIMIT 1
) AS s ON true
ORDER BY p.project_id
