-- name: unsealed
-- Projects whose last events no checkpoint covers: since when, the longest first.
SELECT
    p.project_id,
    sealed.size AS sealed_size,
    h.head,
    first_open.recorded_at AS since,
    clock_timestamp() - first_open.recorded_at AS age
FROM ledger.projects AS p
CROSS JOIN LATERAL (
    SELECT coalesce(max(e.position), 0) AS head
    FROM ledger.events AS e
    WHERE e.project_id = p.project_id
) AS h
CROSS JOIN LATERAL (
    SELECT coalesce(
        (
            SELECT c.tree_size
            FROM ledger.checkpoints AS c
            WHERE c.project_id = p.project_id
            ORDER BY
                c.epoch DESC,
                c.tree_size DESC
            LIMIT 1
        ),
        0
    ) AS size
) AS sealed
JOIN ledger.events AS first_open
    ON first_open.project_id = p.project_id
   AND first_open.position = sealed.size + 1
ORDER BY first_open.recorded_at
LIMIT 100

-- name: ahead
-- Projects with a checkpoint over more events than there are: rows were lost or taken away.
SELECT
    c.project_id,
    c.tree_size,
    h.head
FROM ledger.checkpoints AS c
CROSS JOIN LATERAL (
    SELECT coalesce(max(e.position), 0) AS head
    FROM ledger.events AS e
    WHERE e.project_id = c.project_id
) AS h
WHERE c.tree_size > h.head
  AND NOT EXISTS (
      SELECT
      FROM ledger.epochs AS o
      WHERE o.project_id = c.project_id
        AND o.epoch > c.epoch
        AND o.fork_size < c.tree_size
  )
ORDER BY c.project_id
LIMIT 100

-- name: stopped
-- Projects that take no appends because a published checkpoint does not fit their tree.
SELECT
    s.project_id,
    s.head,
    s.reason
FROM ledger.stops AS s
WHERE NOT EXISTS (
    SELECT
    FROM ledger.epochs AS o
    WHERE o.project_id = s.project_id
      AND o.epoch > s.epoch
)
ORDER BY s.project_id
LIMIT 100
