-- name: before
-- What a sealer must know, in one snapshot. No row for a project that was never opened.
SELECT
    coalesce(o.epoch, 1) AS epoch,
    ledger.is_stopped(p.project_id) AS is_stopped,
    (
        SELECT max(c.tree_size)
        FROM ledger.checkpoints AS c
        WHERE c.project_id = p.project_id
          AND c.epoch = coalesce(o.epoch, 1)
    ) AS tree_size
FROM ledger.projects AS p
LEFT JOIN LATERAL (
    SELECT max(n.epoch) AS epoch
    FROM ledger.epochs AS n
    WHERE n.project_id = p.project_id
) AS o ON true
WHERE p.project_id = $1

-- name: add_checkpoint
-- Record a signed checkpoint, whose root the database computes again.
SELECT ledger.add_checkpoint(
    project => $1, of_epoch => $2, size => $3, signed_note => $4, signed_with => $5
)

-- name: add_signing_key
-- Record the next signing key; false when another one came first.
SELECT ledger.add_signing_key(key_number => $1, key => $2, signed_statement => $3)
