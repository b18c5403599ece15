-- name: enrol
-- Projects of the ledger that no projection knows yet, from position 0 on.
INSERT INTO read.progress (
    project_id, generation, is_current, fold_version, position, rules, policy_version,
    taxonomy_version
)
SELECT
    p.project_id,
    1,
    true,
    $1,
    0,
    $2,
    0,
    0
FROM ledger.projects AS p
WHERE NOT EXISTS (
    SELECT
    FROM read.progress AS r
    WHERE r.project_id = p.project_id
)
ON CONFLICT DO NOTHING

-- name: current
-- The progress of a project's current generation.
SELECT
    p.project_id,
    p.generation,
    p.is_current,
    p.fold_version,
    p.position,
    p.rules,
    p.policy_version,
    p.taxonomy_version,
    p.refold_policy_version,
    p.refold_taxonomy_version,
    p.refold_position,
    p.refold_after,
    p.refold_items,
    p.row_sum,
    p.edition_sum,
    p.refold_sum,
    p.fence,
    p.stopped_position,
    p.stopped_reason,
    p.folded_at
FROM read.progress AS p
WHERE p.project_id = $1
  AND p.is_current

-- name: to_fold
-- Projects with events or a refold to come that nobody is working on.
SELECT
    p.project_id,
    p.fold_version,
    p.stopped_position
FROM read.progress AS p
WHERE p.is_current
  AND p.lease_until < clock_timestamp()
  AND ($2::text[] IS NULL OR p.project_id = ANY($2))
  AND (
      p.refold_policy_version IS NOT NULL
      OR p.fold_version < $1
      OR EXISTS (
          SELECT
          FROM ledger.events AS e
          WHERE e.project_id = p.project_id
            AND e.position = p.position + 1
      )
  )
ORDER BY p.folded_at

-- name: claim
-- Takes the lease of the current generation if nobody holds it; the fence tells this claim from
-- all others.
WITH free AS (
    SELECT
        p.project_id,
        p.generation
    FROM read.progress AS p
    WHERE p.project_id = $1
      AND p.is_current
      AND p.lease_until < clock_timestamp()
    FOR UPDATE SKIP LOCKED
)
UPDATE read.progress AS p
SET
    owner = $2,
    lease_until = clock_timestamp() + $3::interval,
    fence = p.fence + 1
FROM free
WHERE p.project_id = free.project_id
  AND p.generation = free.generation
RETURNING
    p.project_id,
    p.generation,
    p.is_current,
    p.fold_version,
    p.position,
    p.rules,
    p.policy_version,
    p.taxonomy_version,
    p.refold_policy_version,
    p.refold_taxonomy_version,
    p.refold_position,
    p.refold_after,
    p.refold_items,
    p.row_sum,
    p.edition_sum,
    p.refold_sum,
    p.fence,
    p.stopped_position,
    p.stopped_reason,
    p.folded_at

-- name: advance
-- Moves the position if claim and position are still what the worker saw; else no row comes back.
-- From here the transaction holds the row, so the server ends it when the worker does not go on: a
-- stopped process would keep others out for ever. Before PostgreSQL 17 that misses one moment: a
-- worker that was stopped between preparing a statement and executing it.
UPDATE read.progress AS p
SET
    position = $5,
    rules = coalesce($6, p.rules),
    policy_version = $7,
    taxonomy_version = $8,
    refold_policy_version = $9,
    refold_taxonomy_version = $10,
    refold_position = $11,
    refold_after = $12,
    refold_items = $13,
    row_sum = $14,
    edition_sum = $15,
    refold_sum = $16,
    lease_until = clock_timestamp() + $17::interval,
    stopped_position = NULL,
    stopped_reason = NULL,
    folded_at = clock_timestamp()
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.position = $3
  AND p.fence = $4
RETURNING
    p.position,
    set_config('idle_in_transaction_session_timeout', $18, true),
    CASE
        WHEN current_setting('transaction_timeout', true) IS NOT NULL
        THEN set_config('transaction_timeout', $18, true)
    END

-- name: stop
-- Says where and why the projection cannot go on; also conditional on claim and position.
UPDATE read.progress AS p
SET
    stopped_position = $5,
    stopped_reason = $6
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.position = $3
  AND p.fence = $4
RETURNING p.position

-- name: release
-- Gives the lease back, unless another claim has it by now.
UPDATE read.progress AS p
SET
    owner = NULL,
    lease_until = '-infinity'
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.fence = $3

-- name: renew
-- Holds the lease on; no row comes back when it is another's by now.
UPDATE read.progress AS p
SET lease_until = clock_timestamp() + $4::interval
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.fence = $3
RETURNING p.generation
