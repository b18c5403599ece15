-- name: before
-- What a sealer must know, in one snapshot. No row for a project that was never opened.
SELECT
    coalesce(o.epoch, 1) AS epoch,
    coalesce(
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = p.project_id
        ),
        0
    ) AS head,
    ledger.is_stopped(p.project_id) AS is_stopped,
    c.tree_size,
    c.root,
    c.note,
    k.number,
    k.public_key
FROM ledger.projects AS p
LEFT JOIN LATERAL (
    SELECT max(n.epoch) AS epoch
    FROM ledger.epochs AS n
    WHERE n.project_id = p.project_id
) AS o ON true
LEFT JOIN LATERAL (
    SELECT
        s.tree_size,
        s.root,
        s.note
    FROM ledger.checkpoints AS s
    WHERE s.project_id = p.project_id
      AND s.epoch = coalesce(o.epoch, 1)
    ORDER BY s.tree_size DESC
    LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT
        y.number,
        y.public_key
    FROM ledger.signing_keys AS y
    ORDER BY y.number DESC
    LIMIT 1
) AS k ON true
WHERE p.project_id = $1

-- name: add_checkpoint
-- Record a signed checkpoint, whose root the database computes again.
SELECT ledger.add_checkpoint(
    project => $1, of_epoch => $2, size => $3, signed_note => $4, signed_with => $5
)

-- name: add_signing_key
-- Record the next signing key; false when another one came first.
SELECT ledger.add_signing_key(key_number => $1, key => $2, signed_statement => $3)
