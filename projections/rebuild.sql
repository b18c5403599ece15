-- name: begin
-- A new generation beside the current one, from position 0 on, with the lease of it.
-- None while another rebuild is at work: whoever comes second sees its lease or its number.
-- A number may be given again once its rows are gone, so the fence begins where no other did.
INSERT INTO read.progress (
    project_id, generation, is_current, fold_version, position, rules, policy_version,
    taxonomy_version, owner, lease_until, fence
)
SELECT
    $1,
    max(p.generation) + 1,
    false,
    $2,
    0,
    $3,
    0,
    0,
    $4,
    clock_timestamp() + $5::interval,
    (1000000 * extract(epoch FROM clock_timestamp()))::bigint
FROM read.progress AS p
WHERE p.project_id = $1
HAVING count(p.generation) > 0
   AND NOT bool_or(
       NOT p.is_current AND NOT p.is_retired AND p.lease_until >= clock_timestamp()
   )
ON CONFLICT DO NOTHING
RETURNING
    project_id,
    generation,
    is_current,
    fold_version,
    position,
    rules,
    policy_version,
    taxonomy_version,
    refold_policy_version,
    refold_taxonomy_version,
    refold_position,
    refold_after,
    refold_items,
    row_sum,
    edition_sum,
    refold_sum,
    fence,
    stopped_position,
    stopped_reason,
    folded_at

-- name: retire_abandoned
-- Generations whose rebuild was killed are gone for it: its claim fits no more. So are those that
-- were kept long enough.
UPDATE read.progress AS p
SET
    is_retired = true,
    kept_until = NULL,
    fence = p.fence + 1
WHERE p.project_id = $1
  AND NOT p.is_current
  AND NOT p.is_retired
  AND p.lease_until < clock_timestamp()
  AND (p.kept_until IS NULL OR p.kept_until < clock_timestamp())

-- name: retire
-- A generation is gone for its workers, if the claim on it still holds, or kept for a time.
UPDATE read.progress AS p
SET
    is_current = false,
    is_retired = $5::interval IS NULL,
    kept_until = clock_timestamp() + $5::interval,
    owner = NULL,
    lease_until = '-infinity',
    fence = p.fence + 1
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.position = $3
  AND p.fence = $4
RETURNING p.generation

-- name: promote
-- Answers come from the new generation from now on, if the claim on it still holds.
UPDATE read.progress AS p
SET
    is_current = true,
    kept_until = NULL
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.position = $3
  AND p.fence = $4
RETURNING p.generation

-- name: give_up
-- A generation that nobody will answer from is gone, if the claim on it still holds.
UPDATE read.progress AS p
SET
    is_retired = true,
    fence = p.fence + 1
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.position = $3
  AND p.fence = $4

-- name: claim_kept
-- Takes the lease of the newest generation that is kept, if nobody holds it.
UPDATE read.progress AS p
SET
    owner = $2,
    lease_until = clock_timestamp() + $3::interval,
    fence = p.fence + 1
WHERE p.project_id = $1
  AND p.generation = (
      SELECT max(kept.generation)
      FROM read.progress AS kept
      WHERE kept.project_id = $1
        AND kept.kept_until > clock_timestamp()
  )
  AND p.lease_until < clock_timestamp()
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

-- name: retired
-- Generations whose rows are to be removed.
SELECT p.generation
FROM read.progress AS p
WHERE p.project_id = $1
  AND p.is_retired

-- name: forget
-- The last trace of a generation whose rows are removed.
DELETE FROM read.progress AS p
WHERE p.project_id = $1
  AND p.generation = $2
  AND p.is_retired

-- name: drop_items
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.items AS i
WHERE i.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.items AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_counts
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.item_counts AS c
WHERE c.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.item_counts AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_truths
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.ground_truth AS g
WHERE g.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.ground_truth AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_escalations
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.escalations AS e
WHERE e.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.escalations AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_batch_items
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.batch_items AS m
WHERE m.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.batch_items AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_changes
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.tally_changes AS c
WHERE c.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.tally_changes AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_golds
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.gold AS g
WHERE g.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.gold AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_readings
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.readings AS r
WHERE r.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.readings AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_registered
-- Removes some rows of a generation that is gone, found by their places in the table.
DELETE FROM read.registered_items AS i
WHERE i.ctid = ANY(
    ARRAY(
        SELECT old.ctid
        FROM read.registered_items AS old
        WHERE old.project_id = $1
          AND old.generation = $2
        LIMIT $3
    )
)

-- name: drop_batches
-- Removes the batches of a generation that is gone.
DELETE FROM read.batches AS b
WHERE b.project_id = $1
  AND b.generation = $2

-- name: drop_tallies
-- Removes the tallies of a generation that is gone.
DELETE FROM read.tallies AS t
WHERE t.project_id = $1
  AND t.generation = $2

-- name: drop_editions
-- Removes the editions of a generation that is gone.
DELETE FROM read.editions AS e
WHERE e.project_id = $1
  AND e.generation = $2

-- name: drop_parked
-- Removes the parked streams of a generation that is gone.
DELETE FROM read.parked AS p
WHERE p.project_id = $1
  AND p.generation = $2
