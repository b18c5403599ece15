-- name: reached
-- The ledger's head, and how far the current read models are: for those who wait for them.
-- No row for a project that was never opened.
SELECT
    coalesce(
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = p.project_id
        ),
        0
    ) AS head,
    coalesce(r.position, 0) AS position,
    r.refold_position,
    r.stopped_position,
    r.stopped_reason
FROM ledger.projects AS p
LEFT JOIN read.progress AS r
    ON r.project_id = p.project_id
   AND r.is_current
WHERE p.project_id = $1

-- name: lag
-- How far the read models are behind, of one project or of all.
SELECT
    r.project_id,
    r.position,
    coalesce(
        (
            SELECT max(e.position)
            FROM ledger.events AS e
            WHERE e.project_id = r.project_id
        ),
        0
    ) AS head,
    r.stopped_position,
    r.stopped_reason,
    r.refold_policy_version,
    r.refold_taxonomy_version,
    r.refold_position,
    r.refold_after,
    r.refold_items,
    r.folded_at,
    r.generation,
    r.fold_version,
    r.policy_version + r.taxonomy_version AS edition,
    r.row_sum,
    r.edition_sum,
    (
        SELECT coalesce(
            json_agg(
                json_build_object(
                    'stream', json_build_object(
                        'stream', p.stream, 'position', p.position, 'reason', p.reason
                    ),
                    'attempts', p.attempts,
                    'parked_at', p.parked_at
                )
                ORDER BY p.position
            ),
            '[]'
        )::text
        FROM read.parked AS p
        WHERE p.project_id = r.project_id
          AND p.generation = r.generation
    ) AS parked
FROM read.progress AS r
WHERE r.is_current
  AND ($1::text IS NULL OR r.project_id = $1)
ORDER BY r.project_id

-- name: now
-- The database's clock, which stamps what is recorded.
SELECT clock_timestamp()
