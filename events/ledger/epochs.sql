-- name: present
-- The present epoch of a project and how far it is; also of a project that was never opened.
SELECT
    coalesce(max(o.epoch), 1) AS epoch,
    coalesce(
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = $1
        ),
        0
    ) AS head,
    ledger.is_stopped($1) AS is_stopped
FROM ledger.epochs AS o
WHERE o.project_id = $1

-- name: stop
-- Take no more appends to a project; false when it was stopped before.
SELECT ledger.stop_project(project => $1, why => $2, published_note => $3)

-- name: stops
-- When and why a project was stopped, in order.
SELECT
    s.epoch,
    s.head,
    s.reason,
    s.published,
    s.stopped_at
FROM ledger.stops AS s
WHERE s.project_id = $1
ORDER BY s.epoch

-- name: open_epoch
-- Let a stopped project go on in a new epoch.
SELECT ledger.open_epoch(
    project => $1,
    new_epoch => $2,
    last_common_size => $3,
    why => $4,
    operator => $5,
    signed_statement => $6
)
